import FloorModel
import GRDB

/// The tables of `floor.sqlite`. Migrations are named and never changed once released: a later one follows.
enum Schema {
  /// - Parameter opening: stock before the first entry. Written with the tables that hold it, so that no crash can part
  ///   them.
  static func migrator(site: UInt64, opening: [StockLine]) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 journal") { db in
      try db.execute(sql: journal)
      try db.execute(sql: "INSERT INTO meta VALUES ('site', ?)", arguments: [Int64(bitPattern: site)])
    }
    migrator.registerMigration("1 feed") { db in try db.execute(sql: feed) }
    migrator.registerMigration("1 projections") { db in
      try db.execute(sql: projections)
      try write(opening, in: db)
    }
    migrator.registerMigration("2 base, and snapshots as files") { db in try db.execute(sql: base) }
    return migrator
  }

  private static func write(_ opening: [StockLine], in db: Database) throws {
    for line in opening {
      try db.execute(
        sql: "INSERT INTO opening VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity",
        arguments: [line.bin.raw, line.key.sku.raw, line.key.owner.raw, line.key.lot, line.quantity])
    }
    let writer = try ProjectionWriter(db)
    defer { writer.finalize() }
    try writer.write(opening: opening)
  }

  private static let journal = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE journal (
      number INTEGER PRIMARY KEY, at INTEGER NOT NULL, format INTEGER NOT NULL, payload BLOB NOT NULL,
      chain INTEGER NOT NULL
    );
    CREATE TABLE snapshots (
      number INTEGER PRIMARY KEY, format INTEGER NOT NULL, payload BLOB NOT NULL, checksum INTEGER NOT NULL
    );
    CREATE TABLE opening (
      bin INTEGER NOT NULL, sku INTEGER NOT NULL, owner INTEGER NOT NULL, lot INTEGER NOT NULL,
      quantity INTEGER NOT NULL, PRIMARY KEY (bin, sku, owner, lot)
    ) WITHOUT ROWID;
    """

  private static let feed = """
    CREATE TABLE changes (
      sequence INTEGER PRIMARY KEY, entry INTEGER NOT NULL, at INTEGER NOT NULL, device INTEGER,
      sku INTEGER NOT NULL, owner INTEGER NOT NULL, lot INTEGER NOT NULL, quantity INTEGER NOT NULL,
      from_kind INTEGER NOT NULL, from_id INTEGER, to_kind INTEGER NOT NULL, to_id INTEGER
    );
    """

  private static let projections = """
    CREATE TABLE bins (
      bin INTEGER NOT NULL, sku INTEGER NOT NULL, owner INTEGER NOT NULL, lot INTEGER NOT NULL,
      quantity INTEGER NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (bin, sku, owner, lot)
    ) WITHOUT ROWID;
    CREATE TABLE orders (
      id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, destination TEXT NOT NULL, due INTEGER NOT NULL,
      received INTEGER NOT NULL, stage INTEGER NOT NULL, station INTEGER, parcels INTEGER, updated INTEGER NOT NULL
    );
    CREATE TABLE tasks (
      id INTEGER PRIMARY KEY, outcome INTEGER NOT NULL, station INTEGER NOT NULL, bin INTEGER,
      quantity INTEGER NOT NULL, updated INTEGER NOT NULL
    );
    CREATE TABLE devices (
      id INTEGER PRIMARY KEY, stream INTEGER, sequence INTEGER, heard INTEGER, withdrawn INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE parcels (
      id INTEGER PRIMARY KEY, "order" INTEGER, stage INTEGER NOT NULL, box INTEGER, mass INTEGER, station INTEGER,
      chute INTEGER, updated INTEGER NOT NULL
    );
    CREATE INDEX parcels_by_order ON parcels ("order");
    """

  /// The books from which a repaired journal goes on; at most one row. Snapshots, of which this table kept none in any
  /// release, are files.
  private static let base = """
    CREATE TABLE base (
      number INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, at INTEGER NOT NULL, chain INTEGER NOT NULL,
      format INTEGER NOT NULL, payload BLOB NOT NULL, checksum INTEGER NOT NULL
    );
    DROP TABLE snapshots;
    """

  /// Everything that follows from the journal and can be made again.
  static let emptyProjections = """
    DELETE FROM changes; DELETE FROM bins; DELETE FROM orders; DELETE FROM tasks; DELETE FROM devices;
    DELETE FROM parcels;
    """
}
