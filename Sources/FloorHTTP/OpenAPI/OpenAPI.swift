/// The interface in the form that tools read. A test holds it against the routes.
enum OpenAPI {
  static let document = PackageResources.openapi_json
}
