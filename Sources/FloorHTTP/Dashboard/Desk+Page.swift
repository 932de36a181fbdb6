import Hummingbird

/// The dashboard's files. They tell nothing of the floor, so anybody may have them.
extension Desk {
  var pageRoutes: [Route] { [] }
}
