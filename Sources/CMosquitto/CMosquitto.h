// The C client library of Eclipse Mosquitto, as the system installs it (Debian: libmosquitto-dev).
#include <mosquitto.h>
