/// The families that Drover speaks. A new one is one line here.
public enum Catalog {
  public static let families: [any DeviceFamily.Type] = [
    StowStation.self,
    PickStation.self,
    Tunnel.self,
    PackStation.self,
    ArmSorter.self,
    RFIDPortal.self,
    BinCamera.self,
    DriveUnits.self,
  ]
}
