import Devices
import FloorCore
import FloorHTTP
import FloorMQTT
import FloorModel
import Foundation

/// Takes planners' velocities off the broker, and answers them there.
struct VelocityDesk: Sendable {
  let site: Site
  let answer: @Sendable ([UInt8]) -> Void

  /// Called on the broker client's thread; the floor is asked on its own.
  func take(_ payload: [UInt8], loop: FloorLoop) {
    do {
      let intake = try VelocityIntake(Data(payload), site: site)
      let planning = Planning.velocities(intake.set)
      let answer = answer
      let isAsked = loop.ask { floor in
        let refusal = floor.refusal(of: planning, by: intake.by)
        if refusal == nil { loop.inbox.push(.event(.planning(planning, by: intake.by)), as: .essential) }
        answer([UInt8](intake.answer(refusal: refusal)))
      }
      if !isAsked { answer([UInt8](intake.answer(refusal: "the floor is busy: send it again"))) }
    } catch {
      answer([UInt8](VelocityIntake.answer(error)))
    }
  }
}
