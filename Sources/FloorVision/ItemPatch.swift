import COpenCV

/// A visible side of an item, turned upright, at a fixed number of pixels, its colours as under white light.
///
/// Whatever the pose and the lamps, the same spot of the same product falls on the same pixel with the same colour.
struct ItemPatch {
  /// Pixels of the item's long side, and around it.
  static let long = 224
  static let margin = 20

  /// F32, three channels.
  let colours: Picture
  /// U8: 255 where there is item.
  let mask: Picture
  /// Pixels of the patch to pixels of the frame.
  let toFrame: Homography

  /// Item pixels across, by the ratio of the sides.
  static func short(aspect: Double) -> Int { max(24, Int((Double(long) * aspect).rounded())) }

  /// `corners`: the item's, in the frame, in the order in which they are wanted.
  init(_ seen: SeenItem, corners: [Spot], short: Int) throws {
    let (w, h, m) = (Double(ItemPatch.long), Double(short), Double(ItemPatch.margin))
    // Corners are where pixels meet, half a pixel off their centres.
    let upright = [Spot(m, m), Spot(m + w, m), Spot(m + w, m + h), Spot(m, m + h)].map { $0 - Spot(0.5, 0.5) }
    try self.init(seen, toFrame: Homography(upright, to: corners), short: short)
  }

  init(_ seen: SeenItem, toFrame: Homography, short: Int) throws {
    let (w, h) = (ItemPatch.long + 2 * ItemPatch.margin, short + 2 * ItemPatch.margin)
    self.toFrame = toFrame
    let picture = seen.view.picture
    let raw = try picture.warped(toFrame, width: w, height: h)
    var background = seen.background.raw
    colours = try .made {
      ocv_flatten(
        raw.handle, &background, toFrame.values, Int32(picture.width), Int32(picture.height), seen.background.white, $0)
    }
    // The mask was made at half size.
    let halving = Homography(values: [0.5, 0, -0.25, 0, 0.5, -0.25, 0, 0, 1])
    mask = try seen.outline.mask.warped(halving.after(toFrame), width: w, height: h)
  }
}

/// A frame with an item found in it.
struct SeenItem {
  let view: PlateView
  let background: Background
  let outline: ItemOutline
  /// Extents of the rectangle around the item, millimetres, by the camera's geometry; the long side first.
  let long: Double
  let short: Double

  /// - Parameter depth: of the item towards the camera, in millimetres: how far above the plate its outline lies.
  /// - Throws: `VisionError`.
  init(_ frame: [UInt8], tunnel: Tunnel, depth: Double) throws {
    view = try PlateView(Picture.decoded(frame, limits: tunnel.limits), tunnel: tunnel)
    background = try Background(view)
    outline = try ItemOutline(view, background)
    let toPlate = view.plane(at: depth).inverse
    let c = outline.corners.map { toPlate($0) }
    long = (c[0].distance(to: c[1]) + c[3].distance(to: c[2])) / 2
    short = (c[1].distance(to: c[2]) + c[0].distance(to: c[3])) / 2
  }

  /// The item's corners, begun at another one: how it lies turned.
  func corners(turned quarters: Int) -> [Spot] { (0..<4).map { outline.corners[($0 + quarters) % 4] } }
}
