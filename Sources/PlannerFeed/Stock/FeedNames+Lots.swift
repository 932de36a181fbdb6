public import FloorModel

extension FeedNames {
  /// Stock in a bin is not sold any more: its last day is over. The event's time is the moment in which that day ended (UTC), so
  /// that the same is the same event whenever it is told.
  public func expired(_ quantity: Int32, of key: StockKey, in bin: Bin.ID, on day: CalendarDay) -> EPCISEvent {
    let units = [EPCISEvent.Quantity(epcClass: epcClass(of: key), quantity: Int64(quantity))]
    let end = FeedTime(milliseconds: (Int64(day.number) + 1) * 86_400_000)
    var event = EPCISEvent(
      .object(.observe, epcs: [], quantities: units), time: end, step: "holding",
      disposition: StockDisposition.expired.vocabulary)
    event.readPoint = uri("bin", site.bins[bin.index].name)
    event.location = event.readPoint
    event.extras = ["expires": .text(day.description), "owner": .text(name(of: key.owner))]
    return event
  }
}
