/// What a bench looks at beside findings.
package struct InspectionDetails: Sendable {
  /// Measured extents, millimetres.
  package let across: Double
  package let along: Double
  let evidence: Evidence
  let trait: Evidence.Trait
  let normals: [Evidence]
  /// See `KindFeatures`.
  package let features: [Double]
  /// See `Judge.strains`.
  package let strains: [Double]

  /// Every number with the largest that an enrolled piece showed.
  package var text: String {
    func short(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
    let numbers = Evidence.names.indices.map { k in
      let usual = normals.map { $0.values[k] }.max() ?? 0
      return "\(Evidence.names[k]) \(short(evidence.values[k]))(\(short(usual)))"
    }
    return numbers.joined(separator: " ") + " | " + trait.text
  }
}
