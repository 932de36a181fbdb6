/// What is wrong with an EPCIS document or event, and where.
public struct EPCISFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// `eventList[3].quantityList[0].quantity`, from the document or the event on.
  public var path: String
  /// In a sentence.
  public var reason: String

  public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
