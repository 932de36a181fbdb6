import Foundation

/// One file of plain files: POSIX ustar (IEEE Std 1003.1, pax), which every `tar` reads. Names up to 100 bytes, files up to
/// 8 GiB.
struct TarWriter {
  private let handle: FileHandle
  private static let block = 512

  /// - Throws: `TarFault` when the file exists or cannot be made.
  init(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw TarFault(description: "\(path) exists already. Move it away first; nothing is overwritten")
    }
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw TarFault(description: "\(path) cannot be written; is its directory there, and yours?") }
    self.handle = handle
  }

  func add(_ name: String, _ data: Data) throws {
    try handle.write(contentsOf: header(name, size: data.count))
    try handle.write(contentsOf: data)
    try pad(data.count)
  }

  /// As much of a file as it holds when this begins; it may be growing.
  func add(_ name: String, file path: String) throws {
    guard let source = FileHandle(forReadingAtPath: path) else { throw TarFault(description: "\(path) cannot be read") }
    let size = Int(try source.seekToEnd())
    try source.seek(toOffset: 0)
    try handle.write(contentsOf: header(name, size: size))
    var left = size
    while left > 0 {
      guard let piece = try source.read(upToCount: min(left, 1 << 20)), !piece.isEmpty else {
        throw TarFault(description: "\(path) has become shorter meanwhile")
      }
      try handle.write(contentsOf: piece)
      left -= piece.count
    }
    try pad(size)
  }

  func finish() throws {
    try handle.write(contentsOf: Data(count: 2 * Self.block))
    try handle.close()
  }

  private func pad(_ size: Int) throws {
    let rest = size % Self.block
    if rest > 0 { try handle.write(contentsOf: Data(count: Self.block - rest)) }
  }

  private func header(_ name: String, size: Int) throws -> Data {
    guard name.utf8.count <= 100, size < 8 << 30 else {
      throw TarFault(description: "\(name) is too long a name, or too large a file, for this format")
    }
    var header = [UInt8](repeating: 0, count: Self.block)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: digits - text.count) + text
    }
    put(name, at: 0)
    put(octal(0o644, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(size, 11), at: 124)
    put(octal(0, 11), at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar\u{0}00", at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    return Data(header)
  }
}

/// Takes such a file apart. It may come from anybody: what is not a plain file below the directory is refused.
enum TarReader {
  /// Bytes that all files together may take.
  static let limit = 64 << 30

  static func extract(_ path: String, into directory: URL) throws {
    guard let source = FileHandle(forReadingAtPath: path) else { throw TarFault(description: "\(path) cannot be read") }
    var total = 0
    while let header = try source.read(upToCount: 512), header.count == 512, header.contains(where: { $0 != 0 }) {
      let entry = try Entry([UInt8](header), of: path)
      total += entry.size
      guard total <= limit else { throw TarFault(description: "\(path) holds more than \(limit) bytes") }
      let target = directory.appendingPathComponent(entry.name)
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      guard FileManager.default.createFile(atPath: target.path, contents: nil),
        let sink = FileHandle(forWritingAtPath: target.path)
      else { throw TarFault(description: "\(target.path) cannot be written") }
      try copy(entry.size, from: source, to: sink, of: path)
      try sink.close()
      _ = try source.read(upToCount: (512 - entry.size % 512) % 512)
    }
  }

  private static func copy(_ size: Int, from source: FileHandle, to sink: FileHandle, of path: String) throws {
    var left = size
    while left > 0 {
      guard let piece = try source.read(upToCount: min(left, 1 << 20)), !piece.isEmpty else {
        throw TarFault(description: "\(path) is cut short")
      }
      try sink.write(contentsOf: piece)
      left -= piece.count
    }
  }

  private struct Entry {
    var name: String
    var size: Int

    init(_ header: [UInt8], of path: String) throws {
      func text(_ range: Range<Int>) -> String { String(decoding: header[range].prefix { $0 != 0 }, as: UTF8.self) }
      name = text(0..<100)
      let digits = text(124..<136).trimmingCharacters(in: .whitespaces)
      let blanked = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
      let sum = Int(text(148..<156).trimmingCharacters(in: .whitespaces), radix: 8)
      guard sum == blanked, let size = Int(digits, radix: 8), size >= 0 else {
        throw TarFault(description: "\(path) is damaged, or no export of Drover")
      }
      self.size = size
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      guard header[156] == 0x30 || header[156] == 0, !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
        throw TarFault(description: "\(path) holds '\(name)', which is no file of an export")
      }
    }
  }
}

struct TarFault: Error, CustomStringConvertible {
  var description: String
}
