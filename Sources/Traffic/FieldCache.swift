/// Fields of whole floors, shared by all units with the same goal; for floors so small that whole fields are cheap.
struct FieldCache: Sendable {
  private var fields: [RouteKey: RouteField] = [:]
  /// The keys of `fields`, in the order in which they were first asked for.
  private var asked: [RouteKey] = []
  private var heldBytes = 0

  subscript(key: RouteKey) -> RouteField? { fields[key] }

  /// Remembers a field. Past `limit` bytes the older half goes, so that forgetting costs little a field.
  mutating func remember(_ field: RouteField, for key: RouteKey, limit: Int) {
    heldBytes += field.bytes
    fields[key] = field
    asked.append(key)
    guard heldBytes > limit else { return }
    let dropped = asked.prefix((asked.count + 1) / 2)
    for key in dropped { heldBytes -= fields.removeValue(forKey: key)?.bytes ?? 0 }
    asked.removeFirst(dropped.count)
  }

  mutating func forget(where isStale: (RouteKey, RouteField) -> Bool) {
    asked.removeAll { key in
      guard let field = fields[key], isStale(key, field) else { return false }
      heldBytes -= field.bytes
      fields[key] = nil
      return true
    }
  }
}
