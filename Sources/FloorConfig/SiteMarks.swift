import FloorModel

/// Where the parts of a site are written, index for index, so that a check of the whole can point at a line.
struct SiteMarks {
  struct DeviceMarks {
    var name: SourceMark
    /// Its cell or start.
    var place: SourceMark
    var queue: [SourceMark] = []
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
  var chutes: [SourceMark] = []
  var destinations: [SourceMark] = []
  var owners: [SourceMark] = []
}
