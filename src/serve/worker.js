/* One stream of events for all tabs of the preview: a browser opens only six connections to one host, and a seventh
   tab would wait for ever. Lives as long as any tab does. */
'use strict';

var ports = new Set();
var isOpen = false;

function tell(message) {
  ports.forEach(function (port) { port.postMessage(message); });
}

function connect() {
  var source = new EventSource('/__gongkai/events');
  source.onmessage = function (event) {
    isOpen = true;
    tell(event.data);
  };
  source.onerror = function () {
    isOpen = false;
    tell('');
    // The browser tries again by itself unless the answer was no stream at all.
    if (source.readyState === EventSource.CLOSED) { setTimeout(connect, 1000); }
  };
}

self.onconnect = function (event) {
  var port = event.ports[0];
  port.onmessage = function (message) {
    if (message.data === 'leave') { ports.delete(port); } else { ports.add(port); }
  };
  ports.add(port);
  // Whoever joins an open stream has missed its first event.
  if (isOpen) { port.postMessage(JSON.stringify({ version: 0, first: true, edited: [] })); }
};

connect();
