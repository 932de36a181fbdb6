import FloorCore
import FloorModel

/// What a busy floor confirms: picks and stows with their stock changes, pods lifted, stows planned.
struct Workload {
  static let bins = 20_000
  static let devices = 300
  static let site: UInt64 = 0xbe7c_4000

  private var state: UInt64 = 0x5eed
  private var sequence: Int64 = 0

  static var opening: [StockLine] {
    (0..<bins).map { StockLine(bin: ID($0), key: StockKey(sku: ID($0 % 4_000)), quantity: 1_000) }
  }

  mutating func entries(_ count: Int) -> [Entry] {
    (1...Int64(count)).map { number in
      let (record, change) = happening(number)
      let at = Instant(milliseconds: 1_700_000 + number * 7)
      return Entry(number: number, at: at, record: record, changes: change.map { [$0] } ?? [])
    }
  }

  private mutating func happening(_ number: Int64) -> (Record, StockChange?) {
    let bin = below(Self.bins)
    let key = StockKey(sku: ID(bin % 4_000))
    let order = Order.ID(below(3_000))
    switch below(20) {
    case 0..<9:
      let body = DeviceEvent.Body.picked(task: ID(Int(number)), bin: ID(bin), quantity: 1)
      return (.device(event(number, body)), change(key, .bin(ID(bin)), .orderTote(order)))
    case 9..<14:
      let body = DeviceEvent.Body.stowed(task: ID(Int(number)), bin: ID(bin))
      return (.device(event(number, body)), change(key, .stowTote(ID(below(40))), .bin(ID(bin))))
    case 14..<17: return (.podLifted(ID(below(2_000)), by: ID(below(Self.devices)), facing: .north), nil)
    default: return (.stowPlanned(ID(below(90_000)), bin: ID(bin)), nil)
    }
  }

  private mutating func event(_ number: Int64, _ body: DeviceEvent.Body) -> DeviceEvent {
    DeviceEvent(device: ID(below(Self.devices)), stream: 0x1234_5678, sequence: number, body: body)
  }

  private mutating func change(_ key: StockKey, _ from: Place, _ to: Place) -> StockChange {
    sequence += 1
    return StockChange(sequence: sequence, key: key, quantity: 1, from: from, to: to)
  }

  private mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }
}
