/* The line of a live screen to the server: one websocket, and polling where there is none.

   Phones sleep, change networks and keep dead sockets that say they are open; proxies swallow websockets. So a
   socket counts when it has said something, is probed whenever the phone may have been away, and is replaced
   without waiting for its end. Without one for 2.5 s the regions are polled, and the whole meeting still works.

   Reads data-ws of <body data-live>. Says in html[data-link] and #link (its data-open, -trying, -polling) how it
   stands, and on document: live:message (what the server said), live:fetch, live:sample and live:wake (clock.js). */

const { body, documentElement: root } = document;
const CONNECT = 5000; // all in milliseconds
const PROBE = 2000;
const SILENCE = 15000; // the server beats every ten seconds
const UNREST = 1500; // how long a gap goes unmentioned
const FALLBACK = 2500;
const POLL = 3000;
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

// -- the socket ------------------------------------------------------------------------------------------------------

let socket = null;
let ready = false;
let tries = 0;
let heard = 0;
let answered = 0; // the latest ping that came back
let parked = false; // in the back-forward cache, or no longer welcome
let limit, retry;

const connect = () => {
  if (socket || parked) return;
  clearTimeout(retry);
  worry();
  limit = setTimeout(lost, CONNECT);
  const address = new URL(body.dataset.ws, location.href);
  socket = new WebSocket(address.href.replace(/^http/, "ws"));
  socket.onmessage = ({ data }) => hear(JSON.parse(data));
  socket.onclose = ({ code }) => closed(code);
};

/* Forgets the socket at once: a dead one may take minutes to say that it is closed, or never say it. */
const hangUp = () => {
  clearTimeout(limit);
  clearTimeout(retry);
  if (socket) socket.onmessage = socket.onclose = null;
  socket?.close();
  socket = null;
  ready = false;
};

const lost = () => {
  hangUp();
  worry();
  retry = setTimeout(connect, Math.random() * Math.min(8000, 300 * 2 ** tries));
  tries += 1;
};

const reconnect = () => {
  hangUp();
  tries = 0;
  connect();
};

/* 44xx means "go away", except 4408: the server took us for dead, and here we are. */
const closed = (code) => {
  if (code === 4404) tell("live:gone");
  else if (code < 4400 || code > 4499 || code === 4408) lost();
  else {
    hangUp();
    worry();
  }
};

const hear = (message) => {
  heard = performance.now();
  if (!ready) opened();
  if (message.t === "beat") ping(); // a hidden page's own timers are too slow to keep its socket
  if (message.t === "pong") ponged(message);
  tell("live:message", message);
};

const opened = () => {
  ready = true;
  tries = 0;
  clearTimeout(limit);
  calm();
  say("open");
  measure();
};

// -- pings -----------------------------------------------------------------------------------------------------------

const ping = () => {
  const at = performance.now();
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ t: "ping", at }));
  return at;
};

const measure = () => [0, 400, 800, 1200].forEach((delay) => setTimeout(ping, delay));

const ponged = ({ at, now }) => {
  answered = Math.max(answered, at);
  tell("live:sample", { trip: performance.now() - at, now });
};

/* Only the answer to this very ping counts: old messages may still come out of a socket that died in its sleep. */
const probe = () => {
  const probed = socket;
  const at = ping();
  setTimeout(() => socket === probed && answered < at && reconnect(), PROBE);
};

// -- without a socket: wait a little, say so, then poll --------------------------------------------------------------

let unrest, fallback, poller;
let said = "";

const say = (state) => {
  if (said === state) return;
  said = root.dataset.link = state;
  const line = document.getElementById("link");
  if (line) line.textContent = line.dataset[state] ?? "";
};

const worry = () => {
  if (fallback || parked) return;
  unrest = setTimeout(say, UNREST, "trying");
  fallback = setTimeout(startPolling, FALLBACK);
};

const startPolling = () => {
  poller = setInterval(tell, POLL, "live:fetch");
  tell("live:fetch");
};

const calm = () => {
  [unrest, fallback].forEach(clearTimeout);
  clearInterval(poller);
  fallback = poller = undefined;
};

// -- waking up -------------------------------------------------------------------------------------------------------

const wake = () => {
  if (parked) return;
  tell("live:wake");
  if (ready) {
    probe();
    measure();
  } else reconnect();
  tell("live:fetch", { fresh: true });
};

/* A page with an open socket is not kept in the back-forward cache. */
const park = () => {
  parked = true;
  hangUp();
  calm();
};

const unpark = ({ persisted }) => {
  if (!persisted) return;
  parked = false;
  wake();
};

let drift = Date.now() - performance.now();

/* performance.now() stops while a device sleeps and Date.now() jumps when its clock is set: both show here. */
const watch = () => {
  const before = drift;
  drift = Date.now() - performance.now();
  if (Math.abs(drift - before) > 1000) wake();
  else if (ready && performance.now() - heard > SILENCE) {
    heard = performance.now();
    probe();
  }
};

const start = () => {
  root.dataset.link = "trying";
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  document.addEventListener("resume", wake);
  document.addEventListener("live:gone", park);
  document.addEventListener("live:fetched", ({ detail }) => poller && say(detail.done ? "polling" : "trying"));
  window.addEventListener("online", wake);
  window.addEventListener("offline", () => ready && probe());
  window.addEventListener("pageshow", unpark);
  window.addEventListener("pagehide", park);
  setInterval(watch, 1000);
  connect();
};

if ("live" in body.dataset) start();
