import ArgumentParser
import Foundation

/// The command line: one verb for each thing that a site engineer does.
@main
struct Drover: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drover", abstract: "The control plane of an automated fulfillment floor.",
    subcommands: [
      // One a line, so that two that are added at once do not meet.
      UpCommand.self,
      ShiftCommand.self,
      SoakCommand.self,
      CompareCommand.self,
      SiteCommand.self,
      DeviceCommand.self,
      TokenCommand.self,
      FeedCommand.self,
      VisionCommand.self,
      PackCommand.self,
      WhyCommand.self,
      JournalCommand.self,
      BackupCommand.self,
      RestoreCommand.self,
      ExportCommand.self,
      ReplayCommand.self,
      FuzzCommand.self,
      TwinsCommand.self,
    ])
}

/// How a command ended, for scripts.
enum Exit {
  /// The shift broke an invariant.
  static let broken = ExitCode(1)
  /// What was given cannot be used.
  static let badInput = ExitCode(2)
}

/// Writes to standard error, so that standard output stays what was asked for.
func say(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Writes a line to standard output at once, also into a pipe: `print` keeps it until a buffer is full.
func tell(_ text: String) {
  FileHandle.standardOutput.write(Data((text + "\n").utf8))
}
