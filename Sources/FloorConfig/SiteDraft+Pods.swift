import FloorModel

extension SiteDraft {
  private static let sides: KeyValuePairs<String, UInt8> = ["front": 0, "right": 1, "back": 2, "left": 3]

  mutating func readPods() {
    let keys = ["name", "count", "from", "home", "heading", "faces"]
    var taken: Set<Cell> = []
    for section in root.sections("pods", what: "a pod", keys: keys) {
      let names = names(section)
      let heading = section.heading("heading", default: .north)
      let homes = places(
        section, "home", count: names.count, taken: taken, kinds: ["storage": .storage], default: .storage)
      taken.formUnion(homes.map(\.cell))
      let template = binTemplate(section)
      for (name, home) in zip(names, homes) {
        let pod = Pod.ID(pods.count)
        pods.append(
          Pod(
            name: name, home: home.cell, heading: heading, firstBin: Bin.ID(bins.count),
            binCount: Int32(template.count)))
        marks.pods.append(SiteMarks.PodMarks(name: section.mark(at: "name"), home: home.mark))
        for var bin in template {
          bin.name = "\(name)-\(bin.name)"
          bin.pod = pod
          bins.append(bin)
        }
      }
    }
  }

  /// The bins of one pod, without the pod's name. A face may be described by several entries, one for each kind of bin;
  /// its numbers go on from entry to entry: `A1` … `A6`, `C1` ….
  private func binTemplate(_ section: Section) -> [Bin] {
    var template: [Bin] = []
    var numbers = [0, 0, 0, 0]
    let keys = ["side", "bins", "inner", "max_load", "temperature"]
    for face in section.sections("faces", what: "a face", keys: keys) {
      let side = face.choice("side", Self.sides, example: "front", default: nil)
      let inner = face.size("inner", in: GoodsLimits.side)
      let maxLoad = Grams(face.integer("max_load", in: GoodsLimits.mass))
      let temperature: TemperatureClass = face.choice("temperature", example: "ambient", default: .ambient)
      for _ in 0..<face.integer("bins", in: 1...1_000) {
        numbers[Int(side)] += 1
        let name = "\(["A", "B", "C", "D"][Int(side)])\(numbers[Int(side)])"
        template.append(
          Bin(name: name, pod: Pod.ID(0), face: side, inner: inner, maxLoad: maxLoad, temperature: temperature))
      }
    }
    if !section.has("faces") {
      section.missing("faces", example: "[{side: front, bins: 8, inner: [480, 450, 350], max_load: 20000}]")
    }
    return template
  }
}
