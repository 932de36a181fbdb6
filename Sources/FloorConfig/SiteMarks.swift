import FloorModel

/// Where the parts of a site are written, index for index, so that a check of the whole can point at a line.
struct SiteMarks {
  struct DeviceMarks {
    var name: SourceMark
    /// Its cell or start.
    var place: SourceMark
    /// A station's queue cells, a sorter's chutes.
    var parts: [SourceMark] = []
  }

  struct PodMarks {
    var name: SourceMark
    var home: SourceMark
  }

  var site: SourceMark
  var map: MapPlace
  var devices: [DeviceMarks] = []
  var pods: [PodMarks] = []
  var skus: [SourceMark] = []
  var boxes: [SourceMark] = []
  var stock: [SourceMark] = []
  var destinations: [SourceMark] = []
  var owners: [SourceMark] = []
}

extension SiteMarks {
  /// For a site that no person wrote: everything points at one name.
  static func generated(_ site: Site, name: String) -> SiteMarks {
    let mark = SourceMark(file: name, line: 1, column: 1)
    var marks = SiteMarks(site: mark, map: MapPlace(block: mark, isLiteral: false, source: []))
    marks.devices = site.devices.map { device in
      let parts: Int
      switch device.place {
      case .podStation(let station): parts = station.queue.count
      case .sorter(let sorter): parts = sorter.chutes.count
      case .driveUnit, .tunnel, .packStation, .portal, .binCamera: parts = 0
      }
      return DeviceMarks(name: mark, place: mark, parts: Array(repeating: mark, count: parts))
    }
    marks.pods = site.pods.map { _ in PodMarks(name: mark, home: mark) }
    marks.skus = site.skus.map { _ in mark }
    marks.boxes = site.boxes.map { _ in mark }
    marks.stock = site.openingStock.map { _ in mark }
    marks.destinations = site.demand.destinations.map { _ in mark }
    marks.owners = site.owners.map { _ in mark }
    return marks
  }
}
