import Hummingbird

/// The dashboard's files. They tell nothing of the floor, so anybody may have them. They are embedded in the program:
/// what a bundle holds is lost when the program is moved.
extension Desk {
  var pageRoutes: [Route] {
    let script = "text/javascript; charset=utf-8"
    return [
      file("/", PackageResources.index_html, "text/html; charset=utf-8"),
      file("/app.css", PackageResources.app_css, "text/css; charset=utf-8"),
      file("/app.js", PackageResources.app_js, script),
      file("/base.js", PackageResources.base_js, script),
      file("/map.js", PackageResources.map_js, script),
      file("/paint.js", PackageResources.paint_js, script),
      file("/panels.js", PackageResources.panels_js, script),
      file("/parcels.js", PackageResources.parcels_js, script),
      file("/reviews.js", PackageResources.reviews_js, script),
    ]
  }

  private func file(_ path: String, _ bytes: [UInt8], _ type: String) -> Route {
    .get(path, nil) { _, _ in
      var response = Wire.bytes(bytes, type: type)
      // A page that is older than its daemon would ask for what is no longer there.
      response.headers[.cacheControl] = "no-cache"
      return response
    }
  }
}
