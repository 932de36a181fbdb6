/// The interface in the form that tools read, written by hand in parts. A test holds it against the routes.
enum OpenAPI {
  static let document: [UInt8] = {
    var text = inside(PackageResources.interface_json)
    text += Array(", \"paths\": {".utf8) + inside(PackageResources.paths_look_json) + Array(",".utf8)
    text += inside(PackageResources.paths_work_json) + Array(",".utf8)
    text += inside(PackageResources.paths_lots_json) + Array(",".utf8)
    text += inside(PackageResources.paths_packaging_json) + Array(",".utf8)
    text += inside(PackageResources.paths_feed_json) + Array("}, \"components\": ".utf8)
    return Array("{".utf8) + text + PackageResources.components_json + Array("}\n".utf8)
  }()

  /// The members of a JSON object, without its braces.
  private static func inside(_ object: [UInt8]) -> ArraySlice<UInt8> {
    guard let first = object.firstIndex(of: UInt8(ascii: "{")), let last = object.lastIndex(of: UInt8(ascii: "}"))
    else {
      preconditionFailure("a part of the interface is no JSON object")
    }
    return object[(first + 1)..<last]
  }
}
