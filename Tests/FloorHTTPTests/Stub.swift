import FloorHTTP
