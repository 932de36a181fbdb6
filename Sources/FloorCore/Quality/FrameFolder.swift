/// How units and products are called on disk.
public enum FrameFolder {
  /// Codes and plates may hold anything, `../` too: letters, digits and hyphens of them stay as they are, and the rest
  /// becomes hexadecimals.
  public static func name(of code: String) -> String {
    var name = ""
    for byte in code.utf8 {
      let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
      if isPlain { name.unicodeScalars.append(Unicode.Scalar(byte)) } else { name += "_" + String(byte, radix: 16) }
    }
    return name
  }
}
