import FloorConfig
import FloorModel
import Testing

@Suite("The sites that come with Drover")
struct SitesTests {
  @Test("read without a fault", arguments: ["demo", "small", "fresh"])
  func readsWithoutFault(name: String) {
    #expect(SiteReader.check(path: ConfigFiles.site(name)).render() == "no faults")
  }

  @Test("demo has what its description promises")
  func demo() throws {
    let site = try SiteReader.read(path: ConfigFiles.site("demo"))
    #expect(site.devices(.drive).count == 48)
    #expect(site.devices(.stow).count == 4)
    #expect(site.devices(.pick).count == 6)
    #expect(site.devices(.inspect).count == 3)
    #expect(site.devices(.pack).count == 4)
    #expect(site.devices(.sort).count == 2)
    #expect(site.devices(.watch).count == 1)
    #expect(site.pods.count == 440)
    #expect(site.bins.count == 440 * 16)
    #expect(site.skus.count == 2000)
    #expect(site.boxes.count == 23)
    let storage = site.grid.kinds.count { $0 == .storage }
    #expect(Double(storage - site.pods.count) / Double(storage) >= 0.05)
    let units = site.openingStock.reduce(0) { $0 + Int($1.quantity) }
    #expect(Set(site.openingStock.map(\.key.sku)).count == 2000)
    #expect((30_000...45_000).contains(units))
  }

  @Test("demo's sorters share their chutes, two for each destination")
  func demoChutes() throws {
    let site = try SiteReader.read(path: ConfigFiles.site("demo"))
    for id in site.devices(.sort) {
      guard case .sorter(let sorter) = site.device(id).place else { continue }
      #expect(sorter.chutes.count == 20)
      let served = Dictionary(grouping: sorter.chutes, by: \.destination).mapValues(\.count)
      #expect(served == Dictionary(uniqueKeysWithValues: site.demand.destinations.map { ($0.code, 2) }))
    }
  }

  @Test("demo's bin camera sees the pods at a pick station")
  func demoEye() throws {
    let site = try SiteReader.read(path: ConfigFiles.site("demo"))
    let eye = try #require(site.devices(.watch).first.map { site.device($0) })
    let seen: Cell? = if case .binCamera(let place) = eye.place { place.cell } else { nil }
    let stations = site.devices(.pick).compactMap { id -> Cell? in
      if case .podStation(let station) = site.device(id).place { station.cell } else { nil }
    }
    #expect(try stations.contains(#require(seen)))
  }

  @Test("demo's demand is what 48 units and 6 pick stations can be asked for")
  func demoDemand() throws {
    let site = try SiteReader.read(path: ConfigFiles.site("demo"))
    func mean(_ weights: [Double]) -> Double {
      zip(weights, 1...).reduce(0) { $0 + $1.0 * Double($1.1) } / weights.reduce(0, +)
    }
    let demand = site.demand
    #expect(abs(mean(demand.linesPerOrder) - 1.6) < 0.05)
    #expect(abs(mean(demand.unitsPerLine) - 1.3) < 0.05)
    for orders in demand.ordersPerHour.prefix(8) {
      #expect((350...450).contains(orders * mean(demand.linesPerOrder)))
    }
    let sold = demand.ordersPerHour.reduce(0, +) * mean(demand.linesPerOrder) * mean(demand.unitsPerLine)
    let expected = site.velocity.reduce(0, +)
    #expect(abs(sold - expected) / sold < 0.05, "planners expect about what is ordered")
    let fastest = site.velocity.sorted(by: >).prefix(site.skus.count / 5).reduce(0, +)
    #expect((0.6...0.85).contains(fastest / expected), "a fifth of the products makes most of the movement")
  }

  @Test(
    "a pod gets from every storage place to every station and back, although all other places are full",
    arguments: ["demo", "small", "fresh"])
  func loadedWays(name: String) throws {
    let site = try SiteReader.read(path: ConfigFiles.site(name))
    let grid = site.grid
    let storage = (0..<grid.count).map { Cell($0) }.filter { grid.kind($0) == .storage }
    for device in site.devices {
      guard case .podStation(let station) = device.place else { continue }
      let own = Set(station.queue + [station.cell])
      func mayPass(_ cell: Cell) -> Bool { grid.kind(cell) == .aisle || own.contains(cell) }
      var out: Set<Cell> = [station.cell]
      var edge = [station.cell]
      while let cell = edge.popLast() {
        for next in Heading.allCases.compactMap({ grid.step(from: cell, $0) })
        where mayPass(next) && out.insert(next).inserted { edge.append(next) }
      }
      var home: Set<Cell> = [station.cell]
      var grew = true
      while grew {
        grew = false
        for index in 0..<grid.count where mayPass(Cell(index)) && !home.contains(Cell(index)) {
          let next = Heading.allCases.compactMap { grid.step(from: Cell(index), $0) }
          if next.contains(where: home.contains) {
            home.insert(Cell(index))
            grew = true
          }
        }
      }
      for cell in storage {
        let leaves = Heading.allCases.compactMap { grid.step(from: cell, $0) }.contains(where: home.contains)
        #expect(leaves, "\(cell) to \(device.name)")
        let enters = Heading.allCases.contains { heading in
          grid.neighbour(of: cell, heading).map { out.contains($0) && grid.mayLeave($0, heading.opposite) } ?? false
        }
        #expect(enters, "\(device.name) to \(cell)")
      }
    }
  }
}
