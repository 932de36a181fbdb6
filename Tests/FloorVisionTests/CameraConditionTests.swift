import FloorCore
import FloorModel
import FloorVision
import Testing
import TunnelScenes

@Suite struct CameraConditionTests {
  private static let good = CameraCondition(fiducials: 4, white: 200, plate: 0.3, sharpness: 0.05)

  private func changed(_ change: (inout CameraCondition) -> Void) -> [CameraFault] {
    var condition = Self.good
    change(&condition)
    return condition.faults(since: Self.good)
  }

  @Test func `each change is its own fault`() {
    #expect(changed { _ in } == [])
    #expect(changed { $0.fiducials = 3 } == [.fiducialHidden])
    #expect(changed { $0.white = 110 } == [.dim])
    #expect(changed { $0.sharpness = 0.01 } == [.blurred])
    #expect(changed { $0.plate = 0.4 } == [.dirty])
    #expect(changed { $0.plate = 0.22 } == [.dirty])
  }

  @Test func `a camera that is well stays well whatever lies under it`() throws {
    let sku = Stage.products[0]
    let baseline = try #require(Stage.inspector.condition(of: TunnelScene.render(sku: sku, seed: 900)))
    #expect(baseline.fiducials == 4)
    for seed: UInt64 in 901...908 {
      let defect = seed % 2 == 0 ? SceneDefect(.wrongColour) : nil
      let frame = try TunnelScene.render(sku: sku, seed: seed, defect: defect)
      let condition = try #require(Stage.inspector.condition(of: frame))
      // A drawn camera tilts anew in every frame: the frame's edge may cut off the two fiducials of one side.
      #expect(condition.fiducials >= 2)
      #expect(condition.faults(since: baseline).filter { $0 != .fiducialHidden } == [], "seed \(seed)")
    }
  }

  @Test func `a fault counts when most of the last frames show it, and is over when they no longer do`() {
    var watch = CameraWatch()
    var dim = Self.good
    dim.white = 100
    for _ in 0..<8 { #expect(watch.saw(Self.good, by: "t/0") == []) }
    #expect(watch.isLearnt)
    #expect(watch.saw(dim, by: "t/0") == [], "one frame says little")
    #expect(watch.saw(dim, by: "t/1") == [], "another camera is learnt on its own")
    for _ in 0..<2 { _ = watch.saw(dim, by: "t/0") }
    #expect(watch.saw(dim, by: "t/0") == [.dim])
    #expect(watch.saw(Self.good, by: "t/0") == [.dim])
    #expect(watch.saw(Self.good, by: "t/0") == [])
  }

  @Test func `what is no tunnel has no condition`() {
    #expect(Stage.inspector.condition(of: [1, 2, 3]) == nil)
  }
}
