import FloorCore
import FloorStore
import Foundation
import StoreSamples

// Appends to a journal for ever and prints the last number of each acknowledged batch, one a line. Made to be killed:
// a test reads what was acknowledged, kills it and looks for it in the file.

let arguments = CommandLine.arguments
guard arguments.count == 4, let site = UInt64(arguments[2]), let seed = UInt64(arguments[3]) else {
  print("usage: journal-writer DIRECTORY SITE SEED")
  exit(2)
}
do {
  let journal = try Journal(directory: arguments[1], site: site)
  // The entries are the same in every run, so that the test can say what must be in the file.
  var samples = SampleEntries(seed: seed)
  let written = Int(journal.last.number)
  _ = samples.next(written)
  var size = 1
  while true {
    let batch = samples.next(size)
    try journal.append(batch)
    FileHandle.standardOutput.write(Data("\(batch[batch.count - 1].number)\n".utf8))
    size = size % 50 + 7
  }
} catch {
  print("\(error)")
  exit(1)
}
