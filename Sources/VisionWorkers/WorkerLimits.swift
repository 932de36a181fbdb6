/// What a worker may take before it is stopped.
public struct WorkerLimits: Sendable, Equatable {
  /// Seconds of real time from a worker's start until it says that it is ready.
  public var startSeconds = 30.0
  /// Seconds of real time that each frame may take; a worker that takes longer is killed.
  public var frameSeconds = 5.0
  /// Seconds more that a request may take which first has to enrol its product.
  public var enrolSeconds = 60.0
  /// Address space of a worker, megabytes. An allocation beyond fails, inside the worker.
  public var addressMegabytes = 2048
  /// A worker that holds more than this between two requests is replaced, megabytes: it leaks.
  public var recycleMegabytes = 768
  /// Requests after which a worker is replaced in any case.
  public var requestsPerWorker = 20_000
  /// Units that can wait for a worker; what comes on top goes to a person at once.
  public var backlog = 200
  /// Seconds between attempts to start a worker that dies before it is ready; doubled up to thirty-two times.
  public var restartSeconds = 0.5

  public init() {}
}

/// What has happened to the workers so far.
public struct WorkerCounters: Sendable, Equatable {
  /// Processes started, the first ones too.
  public var started = 0
  /// Processes that ended by themselves in the middle of a request.
  public var crashed = 0
  /// Processes killed for taking too long.
  public var hung = 0
  /// Processes replaced between two requests, for the memory they held or the number of requests.
  public var recycled = 0
  /// Units looked at a second time because the first worker did not survive them.
  public var retried = 0
  /// Units sent to a person because no worker could judge them.
  public var givenUp = 0
  /// Units judged.
  public var inspected = 0

  public init() {}
}
