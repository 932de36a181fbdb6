import ArgumentParser
import FloorModel
import FloorVision
import Foundation

/// Takes frames of good units into the golden frames, if they agree.
struct VisionEnrolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol",
    abstract: "Enrol frames of a few good units of a product, if they agree; name those that do not.")

  @Argument(help: "Frames, one a unit, all of one camera; three at least.")
  var frames: [String]

  @Option(help: "Directory of tunnel.json and golden frames.")
  var references: String

  @Option(help: "The product's code.")
  var sku: String

  @Option(help: "Its length, width and height in millimetres, as 200x140x60.")
  var size: String

  @Option(help: "Its GTIN-13, if it has one.")
  var gtin = ""

  @Option(help: "Which camera, from 0: top, front, back, left, right, bottom.")
  var view = 0

  @Flag(help: "You have looked, and all are good: enrol also those that are unlike the others.")
  var accept = false

  private var extents: [Int32] { size.split(separator: "x").compactMap { Int32($0) } }

  func validate() throws {
    guard extents.count == 3, extents.allSatisfy({ (1...5000).contains($0) }) else {
      throw ValidationError("--size takes three lengths from 1 to 5000, as 200x140x60.")
    }
    guard (0..<ReferenceDirectory.viewLimit).contains(view) else { throw ValidationError("--view takes 0 to 5.") }
  }

  func run() async throws {
    let directory = ReferenceDirectory(references)
    let product = SKU(
      code: sku, name: sku, size: Size3(length: extents[0], width: extents[1], height: extents[2]), mass: 1, gtin: gtin)
    let files: [[UInt8]]
    let tunnel: Tunnel
    do {
      tunnel = try directory.tunnel()
      files = try frames.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
    } catch {
      say("drover: \(error)")
      throw Exit.badInput
    }
    do {
      try Inspector(tunnel: tunnel).enrol(sku: product, view: view, frames: files, mayDiffer: accept)
    } catch EnrolmentError.differ(let odd) {
      for piece in odd {
        say(
          "drover: \(frames[piece.frame]) is unlike the others: \(Double(piece.oddness / 100) / 10) times odder than good pieces"
        )
      }
      say("drover: nothing was enrolled. Leave them out, or say --accept when you have looked and all are good.")
      throw Exit.badInput
    } catch EnrolmentError.tooFewFrames(let usable) {
      say("drover: an item was found in \(usable) of \(files.count) frames; three are needed")
      throw Exit.badInput
    }
    for file in files { try directory.add(file, of: sku, view: view) }
    print("Enrolled \(files.count) frames of \(sku), camera \(view + 1)")
  }
}
