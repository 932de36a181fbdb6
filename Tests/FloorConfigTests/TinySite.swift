import FloorConfig

/// A whole site in few lines, to be spoilt in one place by each test.
enum TinySite {
  static let text = """
    site: tiny
    floor:
      map: |
        #########
        #qqs#pqq#
        #.......#
        #.SSSSS.#
        #......##
        ####c####
    drive_units:
      - {name: du-1, start: [1, 4]}
    stow_stations:
      - {name: stow-1, side: north}
    pick_stations:
      - {name: pick-1, side: north}
    tunnels:
      - {name: tunnel-1, feeds: [stow-1]}
    sorters:
      - {name: sorter-1, max_mass: 15000, max_side: 600, chutes: [{name: C1, destinations: [NORTH]}]}
    pack_stations:
      - {name: pack-1, sorter: sorter-1}
    pods:
      - name: P%d
        count: 2
        faces:
          - {side: front, bins: 2, inner: [480, 450, 350], max_load: 15000}
    catalogue:
      skus:
        - {code: TEA, size: [90, 80, 140], mass: 140}
    boxes:
      list:
        - {code: M, inner: [340, 290, 130], outer: [346, 296, 142], tare: 190, max_load: 10000, cost_cents: 32}
    stock:
      lines:
        - {bin: P1-A1, sku: TEA, quantity: 5}
    demand:
      inbound_per_hour: 1
      orders_per_hour: [1]
      destinations:
        - {code: NORTH, first_pull: 1h, every: 2h}

    """

  /// The site with each text on the left, which must be there, replaced by the one on its right.
  static func text(_ changes: KeyValuePairs<String, String>) -> String {
    var text = text
    for (old, new) in changes {
      precondition(text.contains(old), "the tiny site has no '\(old)'")
      text = text.replacing(old, with: new)
    }
    return text
  }

  /// What is wrong with the site after the changes, line by line.
  static func faults(_ changes: KeyValuePairs<String, String>) -> [String] {
    do throws(SiteFaults) {
      return try SiteReader.load(yaml: text(changes), path: "tiny.yaml").warnings.map(\.description)
    } catch {
      return error.faults.map(\.description)
    }
  }
}
