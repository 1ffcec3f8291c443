// src/core/failure.ts
var meanings = {
  connection: { retry: true, fallback: true, advice: "Check the base URL, the network and the proxy." },
  timeout: { retry: true, fallback: true, advice: "Raise timeoutMs, or add a faster target to the fallback." },
  server_error: { retry: true, fallback: true, status: 500, advice: "The provider failed; add a fallback target if this matters." },
  overloaded: { retry: true, fallback: true, status: 503, advice: "The provider is at capacity; add a fallback target." },
  rate_limit: { retry: true, fallback: true, status: 429, advice: "Slow down, raise the limit, or balance over more keys." },
  insufficient_quota: { retry: false, fallback: true, status: 429, advice: "Add credit to the account behind this key." },
  authentication: { retry: false, fallback: true, status: 401, advice: "Check the API key of this provider." },
  permission_denied: { retry: false, fallback: true, status: 403, advice: "The key may not use this model or endpoint." },
  model_not_found: { retry: false, fallback: false, status: 404, advice: "Check the model name after the slash, or the endpoint." },
  context_length_exceeded: { retry: false, fallback: false, status: 400, advice: "Shorten the prompt or choose a larger window." },
  content_filter: { retry: false, fallback: false, status: 400, advice: "The content was refused for safety." },
  bad_request: { retry: false, fallback: false, status: 400, advice: "Correct the request." },
  unsupported: { retry: false, fallback: true, status: 400, advice: "Choose a target that can do this." },
  truncated: { retry: true, fallback: true, advice: "The connection ended early; retry." },
  malformed_response: { retry: true, fallback: true, advice: "Check that the base URL is an API of this dialect." },
  too_large: { retry: false, fallback: true, advice: "The answer was larger than zerohop accepts." },
  aborted: { retry: false, fallback: false, advice: "The caller cancelled." },
  unknown_address: { retry: false, fallback: false, status: 404, advice: "Use a route's name or 'provider/model'." },
  attempts_exhausted: { retry: false, fallback: false, advice: "Raise maxAttempts if more attempts are wanted." },
  circuit_open: { retry: false, fallback: true, status: 503, advice: "It is asked again when retryAfterMs is over; add a fallback target." },
  closed: { retry: false, fallback: false, advice: "Create a new gateway." },
  internal: { retry: false, fallback: true, advice: "A middleware or provider threw; see cause." }
};

// src/core/error.ts
var gatewayErrorBrand = /* @__PURE__ */ Symbol.for("zerohop.error");
var GatewayError = class _GatewayError extends Error {
  name = "GatewayError";
  [gatewayErrorBrand] = true;
  failure;
  target;
  /** Every attempt of the call so far, in order. */
  attempts;
  constructor(init) {
    super(init.message, init.cause === void 0 ? void 0 : { cause: init.cause });
    const { target: target2, attempts, cause: _, ...failure } = init;
    this.failure = failure;
    this.target = target2;
    this.attempts = attempts ?? [];
  }
  get reason() {
    return this.failure.reason;
  }
  get status() {
    return this.failure.status;
  }
  get code() {
    return this.failure.code;
  }
  get retryAfterMs() {
    return this.failure.retryAfterMs;
  }
  /** The same failure, told with more: the target it came from, the attempts around it. */
  with(more) {
    return new _GatewayError({
      ...this.failure,
      target: this.target,
      attempts: this.attempts,
      cause: this.cause ?? this,
      ...more
    });
  }
};
function isGatewayError(error) {
  return error instanceof Error && gatewayErrorBrand in error;
}
function toGatewayError(thrown, target2) {
  if (thrown instanceof GatewayError) return thrown;
  if (isForeignCopy(thrown)) return new GatewayError({ ...thrown.failure, target: thrown.target, attempts: thrown.attempts, cause: thrown });
  const message = thrown instanceof Error ? thrown.message : typeof thrown === "object" && thrown !== null ? "an object was thrown" : String(thrown);
  return new GatewayError({ reason: "internal", message, target: target2, cause: thrown });
}
function isForeignCopy(thrown) {
  return isGatewayError(thrown) && "failure" in thrown && typeof thrown.failure === "object";
}
function explain(failure, target2, attempts) {
  const where = target2 === void 0 ? "" : `${target2}: `;
  const tried = attempts.length < 2 ? "" : ` Tried ${attempts.length}: ${attempts.map((a) => `${a.target} (${a.reason ?? "ok"})`).join(", then ")}.`;
  return `${where}${failure.reason}: ${sentence(failure.message)}${tried} ${meanings[failure.reason].advice}`;
}
function sentence(message) {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
var ConfigError = class extends Error {
  name = "ConfigError";
  /** Where: `routes.smart.children[1].weight`. */
  path;
  constructor(path, problem) {
    super(`zerohop config: ${path} ${problem}`);
    this.path = path;
  }
};

// src/core/check.ts
function checkOptions(path, value, keys3) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError(path, `must be an object, got ${show(value)}`);
  }
  for (const key of Object.keys(value)) {
    if (!keys3.includes(key)) throw new ConfigError(`${path}.${key}`, `is not an option${didYouMean(key, keys3)}`);
  }
}
function checkNumber(path, value, { min = 0, max = Infinity, integer = false } = {}) {
  if (value === void 0) return;
  const fits = typeof value === "number" && Number.isFinite(value) && value >= min && value <= max;
  if (fits && (!integer || Number.isInteger(value))) return;
  const kind = integer ? "a whole number" : "a number";
  const bounds = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new ConfigError(path, `must be ${kind} ${bounds}, got ${show(value)}`);
}
function checkFunction(path, value) {
  if (value !== void 0 && typeof value !== "function") {
    throw new ConfigError(path, `must be a function, got ${show(value)}`);
  }
}
function checkMade(path, value, factories) {
  checkFunction(path, value ?? null);
  if (typeof value !== "function" || value.length > 0 || !factories.includes(value.name)) return;
  throw new ConfigError(path, `must be what ${value.name}() makes; it was not called`);
}
var middlewareFactories = ["breaker", "bulkhead", "cache", "dedupe", "inlineMedia", "keepReasoning", "retry", "timeout"];
function checkString(path, value) {
  if (value !== void 0 && (typeof value !== "string" || value === "")) {
    throw new ConfigError(path, `must be a non-empty string, got ${show(value)}`);
  }
}
function checkOneOf(path, value, words) {
  if (value === void 0 || typeof value === "string" && words.includes(value)) return;
  const guess = typeof value === "string" ? didYouMean(value, words) : "";
  throw new ConfigError(path, `must be one of ${words.map((w) => `'${w}'`).join(", ")}, got ${show(value)}${guess}`);
}
function checkReasons(path, value) {
  if (value === void 0) return;
  if (!Array.isArray(value)) throw new ConfigError(path, `must be a list of failure reasons, got ${show(value)}`);
  value.forEach((reason, at2) => checkOneOf(`${path}[${at2}]`, reason ?? null, Object.keys(meanings)));
}
function didYouMean(word, words) {
  let best;
  let least2 = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of words) {
    const far2 = distance(word.slice(0, 64).toLowerCase(), candidate.slice(0, 64).toLowerCase());
    if (far2 < least2) [best, least2] = [candidate, far2];
  }
  return best === void 0 ? "" : `. Did you mean '${best}'?`;
}
function show(value) {
  if (typeof value === "string") return value.length > 40 ? `'${value.slice(0, 40)}\u2026'` : `'${value}'`;
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  return String(value);
}
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

// src/core/call.ts
function attemptsLeft(call) {
  return call.scope.attempts.length < call.scope.maxAttempts;
}

// src/core/far-timers.ts
var LOOK_MS = 1e3;
var NEAR_MS = 2 * LOOK_MS;
var FarTimer = class {
  fn;
  dueAt;
  near = void 0;
  constructor(fn, dueAt) {
    this.fn = fn;
    this.dueAt = dueAt;
  }
};
var FarTimers = class {
  #native;
  #far = /* @__PURE__ */ new Set();
  #isLooking = false;
  constructor(native2) {
    this.#native = native2;
  }
  /** `undefined` where the runtime's timers cannot be told not to hold the process: then they have to serve themselves. */
  set(fn, ms) {
    if (!this.#isLooking && !this.#look()) return void 0;
    const timer = new FarTimer(fn, this.#native.now() + ms);
    this.#far.add(timer);
    return timer;
  }
  clear(timer) {
    if (!this.#far.delete(timer) && timer.near !== void 0) this.#native.clearTimeout(timer.near);
    timer.near = void 0;
  }
  /** The look itself holds no process: a call that is out does so by its socket. */
  #look() {
    const handle = this.#native.setTimeout(this.#looked, LOOK_MS);
    this.#isLooking = unref(handle);
    if (!this.#isLooking) this.#native.clearTimeout(handle);
    return this.#isLooking;
  }
  #looked = () => {
    this.#isLooking = false;
    const now = this.#native.now();
    for (const timer of this.#far) {
      const left = timer.dueAt - now;
      if (left > NEAR_MS) continue;
      this.#far.delete(timer);
      timer.near = this.#native.setTimeout(timer.fn, Math.max(0, left));
    }
    if (this.#far.size > 0) this.#look();
  };
};
function unref(handle) {
  if (typeof handle !== "object" || handle === null || !("unref" in handle) || typeof handle.unref !== "function") return false;
  handle.unref();
  return true;
}

// src/core/clock.ts
var native = {
  now: () => performance.now(),
  setTimeout: (fn, ms) => setTimeout(fn, ms),
  clearTimeout: (handle) => clearTimeout(handle)
};
var far = new FarTimers(native);
var systemClock = {
  now: native.now,
  date: () => Date.now(),
  setTimeout: (fn, ms) => ms > NEAR_MS ? far.set(fn, ms) ?? native.setTimeout(fn, ms) : native.setTimeout(fn, ms),
  clearTimeout: (handle) => handle instanceof FarTimer ? far.clear(handle) : native.clearTimeout(handle)
};

// src/core/explanation.ts
function explained(child, call, verdict = "chosen", why) {
  const own = child.explain?.(call) ?? { kind: "route", what: "", verdict: "chosen", why: "does not say what it would do" };
  return judged(own, verdict, why ?? own.why);
}
function whyNot({ readyAt, unfit }, call, now) {
  const reason = unfit?.(call);
  if (reason !== void 0 || readyAt === void 0) return reason;
  const ms = readyAt(now) - now;
  if (ms <= 0) return void 0;
  return Number.isFinite(ms) ? `not ready for ${seconds(ms)} s` : "not ready";
}
function judged(own, verdict, why) {
  const judgement = weaker(own.verdict, verdict);
  return { ...own, verdict: judgement, why, ...own.children && { children: own.children.map((child) => judged(child, judgement, child.why)) } };
}
function weaker(one2, other) {
  return ORDER.indexOf(one2) > ORDER.indexOf(other) ? one2 : other;
}
var ORDER = ["chosen", "spare", "skipped"];
function seconds(ms) {
  return ms < 1e3 ? Math.ceil(ms / 100) / 10 : Math.ceil(ms / 1e3);
}

// src/core/handler.ts
function compose(middleware, handler) {
  return middleware.reduceRight((next, wrap) => {
    const { unfit, window, explain: explain3 } = next;
    return withProspects((call) => wrap(call, next), { readyAt: latest([wrap.readyAt, next.readyAt]), unfit, window, explain: explain3 });
  }, handler);
}
function withProspects(handler, { readyAt, unfit, window, explain: explain3 }) {
  return Object.assign(handler, readyAt && { readyAt }, unfit && { unfit }, window !== void 0 && { window }, explain3 && { explain: explain3 });
}
function anyOf(children) {
  const times = children.flatMap(({ readyAt }) => readyAt ?? []);
  const doubts = children.flatMap(({ unfit }) => unfit ?? []);
  const windows = children.flatMap(({ window }) => window ?? []);
  return {
    readyAt: times.length < children.length ? void 0 : (now) => Math.min(...times.map((readyAt) => readyAt(now))),
    unfit: doubts.length < children.length ? void 0 : (call) => everyReason(doubts, call),
    window: windows.length < children.length ? void 0 : Math.max(...windows)
  };
}
function isReady({ readyAt, unfit }, call, now) {
  return (readyAt === void 0 || readyAt(now) <= now) && unfit?.(call) === void 0;
}
function latest(asked) {
  const [first, second] = asked.filter((readyAt) => readyAt !== void 0);
  return first && second ? (now) => Math.max(first(now), second(now)) : first;
}
function everyReason(doubts, call) {
  const reasons = doubts.map((unfit) => unfit(call));
  return reasons.every((reason) => reason !== void 0) ? [...new Set(reasons)].join("; ") : void 0;
}

// src/core/interrupted.ts
var interruptedBrand = /* @__PURE__ */ Symbol.for("zerohop.interrupted");
var StreamInterruptedError = class _StreamInterruptedError extends GatewayError {
  name = "StreamInterruptedError";
  [interruptedBrand] = true;
  #received;
  constructor(init, received) {
    super(init);
    this.#received = received;
  }
  static [Symbol.hasInstance](value) {
    if (this !== _StreamInterruptedError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === "object" && value !== null && interruptedBrand in value;
  }
  get operation() {
    return this.#received.operation;
  }
  /** Not a field: what a model said is not to be logged with its error. */
  get partial() {
    return this.#received.partial;
  }
  get usage() {
    return this.#received.usage;
  }
  with(more) {
    const { failure, target: target2, attempts, cause } = super.with(more);
    return new _StreamInterruptedError({ ...failure, target: target2, attempts, cause }, this.#received);
  }
};

// src/core/reply.ts
async function closeReply(reply) {
  if (reply.stream) await reply.events.return();
}

// src/core/route.ts
function isRoute(value) {
  return typeof value === "object" && value !== null && "kind" in value && "children" in value && "build" in value;
}
function checkChildren(path, children) {
  if (children.length === 0) throw new ConfigError(`${path}.children`, "must not be empty");
  children.forEach((child, at2) => {
    if (typeof child === "string" ? child !== "" : isRoute(child)) return;
    throw new ConfigError(`${path}.children[${at2}]`, "must be an address ('provider/model' or a route's name) or a route");
  });
}
function printRoute(input, name) {
  const lines = [];
  print(input, name === void 0 ? "" : `${name}: `, "", "");
  return lines.join("\n");
  function print(node, label, first, rest) {
    if (typeof node === "string") return void lines.push(`${first}${label}${node}`);
    lines.push(`${first}${label}${node.kind}${node.detail === void 0 ? "" : ` (${node.detail})`}`);
    node.children.forEach((child, at2) => {
      const last = at2 === node.children.length - 1;
      const detail = node.details?.[at2];
      print(child, detail === void 0 ? "" : `${detail} \u2192 `, `${rest}${last ? "\u2514\u2500 " : "\u251C\u2500 "}`, `${rest}${last ? "   " : "\u2502  "}`);
    });
  }
}

// src/core/signal.ts
var LinkedSignal = class _LinkedSignal {
  aborted = false;
  reason = void 0;
  #heirs;
  #parent;
  #links;
  #controller;
  abort(reason) {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const heirs = this.#heirs;
    this.dispose();
    this.#heirs = heirs;
    try {
      if (heirs) tell(heirs, reason);
    } finally {
      this.#heirs = void 0;
      this.#controller?.abort(reason);
    }
  }
  /** How many wait to be told. */
  get listening() {
    return this.#heirs?.length ?? 0;
  }
  onAbort(listener) {
    if (this.aborted) {
      listener(this.reason);
      return nothing;
    }
    this.join(listener);
    return () => this.leave(listener);
  }
  throwIfAborted() {
    if (this.aborted) throw this.reason;
  }
  toAbortSignal() {
    this.#controller ??= new AbortController();
    if (this.aborted) this.#controller.abort(this.reason);
    return this.#controller.signal;
  }
  /** Aborts this signal when `parent` does; `reason` turns the parent's reason into ours. */
  follow(parent, reason) {
    if (this.aborted) return;
    if (parent.aborted) return this.abort(reason ? reason(parent.reason) : parent.reason);
    if (parent instanceof _LinkedSignal && !reason && !this.#parent) {
      this.#parent = parent;
      return parent.join(this);
    }
    const aborted = () => this.abort(reason ? reason(parent.reason) : parent.reason);
    if ("onAbort" in parent) return this.onDispose(parent.onAbort(aborted));
    parent.addEventListener("abort", aborted);
    this.onDispose(() => parent.removeEventListener("abort", aborted));
  }
  /** Runs `release` when the signal is disposed of or aborts. */
  onDispose(release) {
    if (this.#links) this.#links.push(release);
    else this.#links = [release];
  }
  /** The call is over: every listener and timer this signal placed elsewhere is taken back. */
  dispose() {
    const links = this.#links;
    const parent = this.#parent;
    this.#links = void 0;
    this.#parent = void 0;
    this.#heirs = void 0;
    parent?.leave(this);
    if (links) for (const release of links) release();
  }
  /** Like {@link onAbort}, for those who keep what they joined with; not after the abort. */
  join(heir) {
    if (this.#heirs) this.#heirs.push(heir);
    else this.#heirs = [heir];
  }
  /** Takes back what joined; nothing happens where it never did, or was told. */
  leave(heir) {
    const heirs = this.#heirs;
    const at2 = heirs === void 0 ? -1 : heirs.lastIndexOf(heir);
    if (at2 >= 0) heirs?.splice(at2, 1);
  }
};
function tell(heirs, reason) {
  const first = heirs.shift();
  if (first === void 0) return;
  try {
    if (first instanceof LinkedSignal) first.abort(reason);
    else first(reason);
  } finally {
    tell(heirs, reason);
  }
}
function nothing() {
}

// src/core/stream.ts
function watch(source, options) {
  return new WatchedStream(source, options);
}
function whyEnded(end, signal) {
  if (end.how === "done") return void 0;
  if (signal.aborted) return toGatewayError(signal.reason);
  return end.how === "failed" ? toGatewayError(end.error) : new GatewayError({ reason: "aborted", message: "the reader closed the stream" });
}
function streamOf(events) {
  let at2 = 0;
  let closed = false;
  return {
    next: async () => {
      const event = events[at2++];
      return closed || at2 > events.length ? finished : { done: false, value: event };
    },
    return: async () => {
      closed = true;
      return finished;
    },
    [Symbol.asyncIterator]() {
      return this;
    }
  };
}
var MAX_FIRST = 1e4;
async function prime(source, isContent, pulse) {
  const first = [];
  for (; ; ) {
    const result = await source.next();
    if (result.done) return first;
    first.push(result.value);
    pulse?.();
    if (first.length > MAX_FIRST) {
      await source.return();
      throw new GatewayError({ reason: "too_large", message: `the stream sent ${MAX_FIRST} events without any content` });
    }
    try {
      if (isContent(result.value)) return first;
    } catch (error) {
      await source.return();
      throw error;
    }
  }
}
var finished = { done: true, value: void 0 };
var WatchedStream = class {
  #source;
  #options;
  #first;
  #at = 0;
  #ended = false;
  /** What an abort left for the next read to throw. */
  #untold;
  #unlisten;
  constructor(source, options) {
    this.#source = source;
    this.#options = options;
    this.#first = options.first ?? [];
    this.#unlisten = options.signal?.onAbort((reason) => this.#aborted(reason));
  }
  next() {
    while (this.#at < this.#first.length) {
      const event = this.#first[this.#at++];
      try {
        if (this.#seen(event)) return Promise.resolve({ done: false, value: event });
      } catch (error) {
        return this.#broke(error);
      }
    }
    if (this.#ended) return this.#over();
    return this.#source.next().then(this.#took, this.#failed);
  }
  async return() {
    this.#at = this.#first.length;
    if (!this.#ended) {
      this.#ended = true;
      const closing = this.#source.return();
      this.#end({ how: "closed" });
      await closing;
    }
    return finished;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  #took = (result) => {
    if (this.#ended) return this.#over();
    if (result.done) {
      this.#end({ how: "done" });
      return finished;
    }
    try {
      return this.#seen(result.value) ? result : this.next();
    } catch (error) {
      return this.#broke(error);
    }
  };
  #failed = (error) => {
    if (!this.#ended) throw this.#end({ how: "failed", error }) ?? error;
    const told2 = this.#untold ?? error;
    this.#untold = void 0;
    throw told2;
  };
  #aborted(reason) {
    if (this.#ended) return;
    this.#at = this.#first.length;
    this.#ended = true;
    this.#source.return().catch(() => {
    });
    this.#untold = this.#end({ how: "failed", error: reason }) ?? reason;
  }
  /** After the end: what an abort left to be told, once; then nothing. */
  #over() {
    const untold = this.#untold;
    this.#untold = void 0;
    return untold === void 0 ? Promise.resolve(finished) : Promise.reject(untold);
  }
  /** An `onEvent` that throws ends the stream: its source is closed, its reader told. */
  async #broke(error) {
    this.#at = this.#first.length;
    this.#ended = true;
    await this.#source.return();
    throw this.#end({ how: "failed", error }) ?? error;
  }
  #seen(event) {
    return this.#options.onEvent?.(event) ?? true;
  }
  #end(end) {
    this.#ended = true;
    this.#unlisten?.();
    return this.#options.onEnd?.(end);
  }
};

// src/models/families.ts
var sees = { vision: true, audio: false, tools: true };
var text = { vision: false, audio: false };
var modern = { ...sees, documents: true, jsonSchema: true };
var early = { ...text, tools: true, jsonSchema: false };
var gemini = { vision: true, audio: true, documents: true, tools: true, jsonSchema: true };
var claude = { ...sees, contextWindow: 2e5 };
var longClaude = { ...sees, documents: true, contextWindow: 1e6, maxOutputTokens: 128e3 };
var llama = { ...text, contextWindow: 131072 };
var families = [
  [["gpt-3.5-turbo", "gpt-35-turbo"], { ...early, contextWindow: 16385, maxOutputTokens: 4096 }],
  [["gpt-4"], { ...early, contextWindow: 8192, maxOutputTokens: 8192 }],
  [["gpt-4-32k"], { ...early, contextWindow: 32768 }],
  [["gpt-4-1106-preview", "gpt-4-0125-preview", "gpt-4-turbo-preview"], { ...early, contextWindow: 128e3, maxOutputTokens: 4096 }],
  [["gpt-4-turbo", "gpt-4-turbo-2024-04-09"], { ...sees, jsonSchema: false, contextWindow: 128e3, maxOutputTokens: 4096 }],
  [["gpt-4-vision", "gpt-4-1106-vision-preview"], { vision: true, audio: false, contextWindow: 128e3, maxOutputTokens: 4096 }],
  [["gpt-4o", "gpt-4o-mini"], { ...modern, contextWindow: 128e3, maxOutputTokens: 16384 }],
  [["gpt-4o-2024-05-13"], { ...sees, jsonSchema: false, contextWindow: 128e3, maxOutputTokens: 4096 }],
  [["chatgpt-4o-latest"], { vision: true, audio: false, tools: false, contextWindow: 128e3, maxOutputTokens: 16384 }],
  [["gpt-4o-audio-preview", "gpt-4o-mini-audio-preview"], { vision: false, audio: true, contextWindow: 128e3, maxOutputTokens: 16384 }],
  [["gpt-4o-realtime", "gpt-4o-mini-realtime", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-4o-mini-tts"], {}],
  [["gpt-4o-search-preview", "gpt-4o-mini-search-preview"], { contextWindow: 128e3, maxOutputTokens: 16384 }],
  [["gpt-4.1"], { ...modern, contextWindow: 1047576, maxOutputTokens: 32768 }],
  [["gpt-4.5-preview"], { ...sees, contextWindow: 128e3, maxOutputTokens: 16384 }],
  [["gpt-5", "gpt-5.1", "gpt-5.2"], { ...modern, contextWindow: 4e5, maxOutputTokens: 128e3 }],
  [["gpt-5-pro"], { ...modern, contextWindow: 4e5, maxOutputTokens: 272e3 }],
  [["gpt-5-chat", "gpt-5.1-chat", "gpt-5.2-chat"], { vision: true, audio: false, contextWindow: 128e3, maxOutputTokens: 16384 }],
  [["gpt-5-search", "gpt-5-image"], {}],
  [["gpt-5.4"], { ...modern, contextWindow: 105e4, maxOutputTokens: 128e3 }],
  [["gpt-5.4-mini", "gpt-5.4-nano"], modern],
  [["gpt-oss"], { ...text, tools: true, contextWindow: 131072 }],
  [["o1", "o3", "o4-mini"], { ...modern, contextWindow: 2e5, maxOutputTokens: 1e5 }],
  [["o1-preview"], { ...text, tools: false, jsonSchema: false, contextWindow: 128e3, maxOutputTokens: 32768 }],
  [["o1-mini"], { ...text, tools: false, jsonSchema: false, contextWindow: 128e3, maxOutputTokens: 65536 }],
  [["o3-mini"], { ...text, tools: true, jsonSchema: true, contextWindow: 2e5, maxOutputTokens: 1e5 }],
  // Sonnet 4 and 4.5 have a million where a beta header says so: the config's `models` knows who sends it.
  [["claude-2", "claude-2.1", "claude-instant"], { ...text, maxOutputTokens: 4096 }],
  [["claude-3-opus", "claude-3-sonnet", "claude-3-haiku"], { ...claude, maxOutputTokens: 4096 }],
  [["claude-3-5-sonnet", "claude-3-5-haiku"], { ...claude, maxOutputTokens: 8192 }],
  [["claude-3-7-sonnet"], { ...claude, documents: true }],
  // a beta header doubles its answers
  [["claude-opus-4", "claude-opus-4-0", "claude-opus-4-1"], { ...claude, documents: true, maxOutputTokens: 32e3 }],
  [["claude-sonnet-4", "claude-sonnet-4-0"], { ...claude, documents: true, maxOutputTokens: 64e3 }],
  [["claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5"], { ...claude, documents: true, maxOutputTokens: 64e3 }],
  [["claude-opus-4-6", "claude-opus-4-7", "claude-opus-4-8", "claude-sonnet-4-6"], longClaude],
  [["claude-opus-5", "claude-opus-5-5", "claude-sonnet-5", "claude-fable-5", "claude-fable-5-1", "claude-mythos-5", "claude-mythos-5-1"], longClaude],
  [["gemini-1.5-pro"], { ...gemini, contextWindow: 2097152, maxOutputTokens: 8192 }],
  [["gemini-1.5-flash", "gemini-2.0-flash"], { ...gemini, contextWindow: 1048576, maxOutputTokens: 8192 }],
  [["gemini-2.5-pro", "gemini-2.5-flash", "gemini-3-pro", "gemini-3-flash", "gemini-3.1-pro"], { ...gemini, contextWindow: 1048576, maxOutputTokens: 65536 }],
  [["gemini-2.0-flash-live", "gemini-2.0-flash-preview-image", "gemini-2.0-flash-exp-image", "gemini-2.5-flash-image", "gemini-3-pro-image", "gemini-3.1-flash-image"], {}],
  [["gemini-2.5-flash-preview-tts", "gemini-2.5-pro-preview-tts", "gemini-2.5-flash-native-audio", "gemini-2.5-flash-preview-native-audio", "gemini-2.5-flash-live"], {}],
  [["gemini-2.5-computer-use"], {}],
  [["llama-3"], { ...text, contextWindow: 8192 }],
  [["llama-3.1", "llama-3.2-1b", "llama-3.2-3b", "llama-3.3"], llama],
  [["llama-3.2-11b", "llama-3.2-90b"], { ...llama, vision: true }],
  [["llama-4-scout"], { vision: true, audio: false, contextWindow: 10485760 }],
  [["llama-4-maverick"], { vision: true, audio: false, contextWindow: 1048576 }],
  [["mistral-7b", "open-mistral-7b", "mixtral-8x7b", "open-mixtral-8x7b"], { ...text, contextWindow: 32768 }],
  [["mixtral-8x22b", "open-mixtral-8x22b"], { ...text, contextWindow: 65536 }],
  [["open-mistral-nemo", "mistral-nemo", "mistral-large-2407", "mistral-large-2411"], { ...text, tools: true, contextWindow: 131072 }],
  [["pixtral-12b", "pixtral-large"], { ...sees, contextWindow: 131072 }],
  [["deepseek-v3", "deepseek-v3.1", "deepseek-v3.2", "deepseek-r1"], { ...text, contextWindow: 163840 }],
  [["qwen2.5", "qwen3"], text],
  [["qwen2.5-vl", "qwen3-vl"], { vision: true, audio: false }],
  [["qwen2.5-omni", "qwen3-omni"], { vision: true, audio: true }],
  [["grok-2", "grok-2-1212", "grok-3"], { ...text, tools: true, contextWindow: 131072 }],
  [["grok-2-vision"], { ...sees, contextWindow: 32768 }],
  [["grok-4"], { ...sees, jsonSchema: true, contextWindow: 256e3 }],
  [["grok-4-fast", "grok-4-1-fast"], { ...sees, jsonSchema: true, contextWindow: 2e6 }],
  [["grok-code-fast-1"], { ...text, tools: true, contextWindow: 256e3 }],
  [["command-r-03-2024", "command-r-08-2024", "command-r-plus-04-2024", "command-r-plus-08-2024", "command-r7b-12-2024"], { ...text, tools: true, contextWindow: 128e3, maxOutputTokens: 4096 }],
  [["command-a-03-2025"], { ...text, tools: true, contextWindow: 256e3, maxOutputTokens: 8192 }],
  [["command-a-reasoning-08-2025"], { ...text, tools: true, contextWindow: 256e3, maxOutputTokens: 32768 }]
];

// src/models/name.ts
var MAX_NAME = 200;
function wordsOf(model) {
  if (model.length > MAX_NAME) return [];
  const path = model.toLowerCase().replace(/^ft:/, "");
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/^(?:[a-z-]+\.)+(?=[a-z])/, "");
  return name.replace(/\bv(\d+)p(\d+)\b/, "$1-$2").match(/[a-z]+|\d+/g) ?? [];
}
function* beginningsOf(words) {
  for (let end = Math.min(words.length, MAX_WORDS); end > 0; end--) {
    if (!isVersion(words[end], words[end + 1])) yield words.slice(0, end).join("-");
  }
}
var MAX_WORDS = 12;
function isVersion(word, after) {
  return word !== void 0 && /^\d{1,2}$/.test(word) && !(after !== void 0 && SIZES.has(after));
}
var SIZES = /* @__PURE__ */ new Set(["b", "x", "k", "e", "m"]);

// src/models/facts.ts
var MAX_REMEMBERED = 1e3;
function factsOf(own = {}) {
  const named2 = new Map(Object.entries(own).filter(([name]) => !name.endsWith("*")));
  const patterns = Object.entries(own).filter(([name]) => name.endsWith("*")).map(([name, facts]) => [name.slice(0, -1), facts]).sort(([a], [b]) => a.length - b.length);
  const remembered = /* @__PURE__ */ new Map();
  return (address) => {
    const known2 = remembered.get(address);
    if (known2) return known2;
    const facts = gather(address);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(address, facts);
    return facts;
  };
  function gather(address) {
    const model = address.slice(address.indexOf("/") + 1);
    const matching = patterns.filter(([start]) => address.startsWith(start) || model.startsWith(start)).map(([, facts]) => facts);
    return merged([familyOf(model), ...matching, named2.get(model), named2.get(address)]);
  }
}
function merged(all) {
  const entries = all.flatMap((facts) => facts ? Object.entries(facts) : []);
  return Object.fromEntries(entries.filter(([, value]) => value !== void 0));
}
function familyOf(model) {
  for (const beginning of beginningsOf(wordsOf(model))) {
    const facts = byName.get(beginning);
    if (facts) return facts;
  }
  return {};
}
var byName = new Map(families.flatMap(([names2, facts]) => names2.map((name) => [wordsOf(name).join("-"), facts])));

// src/core/tally.ts
function newTally() {
  return { inFlight: 0, calls: 0, failures: 0, lastFailure: void 0 };
}

// src/middleware/circuit-window.ts
var BUCKETS = 10;
var COUNTS = 3;
var CircuitWindow = class {
  calls = 0;
  failed = 0;
  slow = 0;
  #bucketMs;
  #ring = new Uint32Array(BUCKETS * COUNTS);
  /** The bucket of the last call, counted from the clock's zero. */
  #newest = 0;
  constructor(windowMs) {
    this.#bucketMs = windowMs / BUCKETS;
  }
  add(now, failed, slow) {
    const bucket = Math.floor(now / this.#bucketMs);
    this.#forgetBefore(bucket);
    const at2 = slotOf(bucket);
    this.#count(at2, 1, failed ? 1 : 0, slow ? 1 : 0);
  }
  clear() {
    this.#ring.fill(0);
    this.calls = this.failed = this.slow = 0;
  }
  /** Empties the buckets that `bucket` and those between take over. */
  #forgetBefore(bucket) {
    if (bucket - this.#newest >= BUCKETS) this.clear();
    else for (let old = this.#newest + 1; old <= bucket; old++) this.#empty(slotOf(old));
    this.#newest = Math.max(this.#newest, bucket);
  }
  #empty(at2) {
    this.#count(at2, -this.#at(at2), -this.#at(at2 + 1), -this.#at(at2 + 2));
  }
  #count(at2, calls, failed, slow) {
    this.#ring[at2] = this.#at(at2) + calls;
    this.#ring[at2 + 1] = this.#at(at2 + 1) + failed;
    this.#ring[at2 + 2] = this.#at(at2 + 2) + slow;
    this.calls += calls;
    this.failed += failed;
    this.slow += slow;
  }
  #at(at2) {
    return this.#ring[at2];
  }
};
function slotOf(bucket) {
  return bucket % BUCKETS * COUNTS;
}

// src/middleware/circuit.ts
var REFUSED = -1;
var PROBE_MS = 1e3;
var SLICES = 100;
var Circuit = class {
  state = "closed";
  /** What opened it last. */
  reason;
  /** For how long it opened last. */
  openMs = 0;
  #options;
  #window;
  #turn = 0;
  #openUntil = 0;
  #coolUntil = 0;
  #closedAt = -Infinity;
  #failuresInRow = 0;
  #reopens = 0;
  #probing = 0;
  #probedAt = 0;
  #successes = 0;
  constructor(options) {
    this.#options = options;
    this.#window = new CircuitWindow(options.windowMs);
  }
  /** When a route should ask here again; not later than `now` where it may at once. The same answer until something happens. */
  readyAt(now) {
    return Math.max(this.#coolUntil, this.#admitsAt(now));
  }
  /** A ticket, or {@link REFUSED}. One who has nobody else to ask is let through, as a probe. */
  admit(now, isLastResort) {
    if (this.state === "closed") return this.#turn;
    if (this.state === "open") {
      if (now < this.#openUntil) return isLastResort ? this.#turn : REFUSED;
      this.#become("half_open");
    }
    if (!this.#hasRoom(now)) {
      if (!isLastResort) return REFUSED;
    } else if (this.#probing >= this.#options.probes) {
      this.#probing = 0;
    }
    this.#probing += 1;
    this.#probedAt = now;
    return this.#turn;
  }
  success(ticket, now, isSlow = false) {
    if (ticket !== this.#turn) return;
    if (this.state === "closed") {
      this.#failuresInRow = 0;
      this.#window.add(now, false, isSlow);
      if (isSlow && this.#isOver(this.#window.slow, this.#options.slowRatio)) this.#open(now, void 0, this.#options.openMs);
      return;
    }
    if (isSlow) return this.failure(ticket, now, this.reason);
    if (this.state === "open") this.#become("half_open");
    this.#successes += 1;
    this.#probing = Math.max(0, this.#probing - 1);
    if (this.#successes >= this.#options.successesToClose) this.#close(now);
  }
  /** `openMs` where the provider said for how long. */
  failure(ticket, now, reason, isSlow = false, openMs) {
    if (ticket !== this.#turn || this.state === "open") return;
    const { consecutiveFailures, failureRatio, slowRatio, maxOpenMs } = this.#options;
    if (this.state === "half_open") {
      this.#reopens += 1;
      return this.#open(now, reason, openMs ?? Math.min(maxOpenMs, this.#options.openMs * 2 ** this.#reopens));
    }
    this.#failuresInRow += 1;
    this.#window.add(now, true, isSlow);
    const { failed, slow } = this.#window;
    const opens = this.#failuresInRow >= consecutiveFailures || this.#isOver(failed, failureRatio) || this.#isOver(slow, slowRatio);
    if (opens) this.#open(now, reason, openMs ?? this.#options.openMs);
  }
  /** The call said nothing of the target's health: a probe gives its place back. */
  neutral(ticket) {
    if (ticket === this.#turn) this.#probing = Math.max(0, this.#probing - 1);
  }
  /** A soft rest: routes go elsewhere until then, a direct call still passes. */
  coolUntil(at2) {
    this.#coolUntil = Math.max(this.#coolUntil, at2);
  }
  /** Another process opened it. What this one has seen itself since then counts more. */
  adopt(now, reason, openMs) {
    if (this.state === "closed") this.#open(now, reason, openMs);
  }
  /** As new: whoever closes it knows better than what was seen. */
  reset() {
    this.#become("closed");
    this.#window.clear();
    this.reason = void 0;
    this.#failuresInRow = 0;
    this.#reopens = 0;
    this.#coolUntil = 0;
    this.#closedAt = -Infinity;
  }
  #admitsAt(now) {
    if (this.state === "closed") return this.#rampedAt(now);
    if (this.state === "open") return this.#openUntil;
    return this.#hasRoom(now) ? now : now + PROBE_MS;
  }
  /** By time, not by count: a route may ask as often as it likes and gets one answer. */
  #rampedAt(now) {
    const { rampMs } = this.#options;
    const since = now - this.#closedAt;
    if (since >= rampMs) return now;
    const slice = rampMs / SLICES;
    const into = since % slice;
    return into < slice * since / rampMs ? now : now - into + slice;
  }
  #hasRoom(now) {
    return this.#probing < this.#options.probes || now - this.#probedAt >= this.#options.openMs;
  }
  #isOver(count, ratio) {
    const { calls } = this.#window;
    return calls >= this.#options.minimumCalls && count / calls >= ratio;
  }
  #open(now, reason, openMs) {
    this.#become("open");
    this.reason = reason;
    this.openMs = openMs;
    this.#openUntil = now + openMs;
  }
  #close(now) {
    this.#become("closed");
    this.#window.clear();
    this.#failuresInRow = 0;
    this.#reopens = 0;
    this.#closedAt = now;
  }
  #become(state) {
    this.state = state;
    this.#turn += 1;
    this.#probing = 0;
    this.#successes = 0;
  }
};

// src/middleware/shared-circuit.ts
var SKEW_MS = 6e4;
var SharedCircuit = class {
  #sharing;
  #circuit;
  #key;
  #maxOpenMs;
  #readAt = -Infinity;
  #isReading = false;
  /** The end of the latest rest this process knows of: it is not taken twice, however late the store forgets it. */
  #knownUntil = -Infinity;
  constructor(sharing, circuit, name, maxOpenMs) {
    this.#sharing = sharing;
    this.#circuit = circuit;
    this.#key = `zerohop:breaker:${name}`;
    this.#maxOpenMs = maxOpenMs;
  }
  /** Asks the store now and then, without waiting; one that never answers is not asked again. */
  read(clock, now) {
    if (this.#isReading || now - this.#readAt < this.#sharing.syncMs) return;
    this.#isReading = true;
    this.#readAt = now;
    this.#quietly(async () => {
      try {
        this.#take(await this.#sharing.store.get(this.#key), clock);
      } finally {
        this.#isReading = false;
      }
    });
  }
  tellOpen(clock, openMs, reason) {
    const untilMs = clock.date() + openMs;
    this.#knownUntil = untilMs;
    this.#quietly(() => this.#sharing.store.set(this.#key, { untilMs, reason }, openMs));
  }
  tellClosed() {
    this.#quietly(() => this.#sharing.store.delete(this.#key));
  }
  /** What comes from outside is believed only where it makes sense. */
  #take(told2, clock) {
    if (typeof told2 !== "object" || told2 === null) return;
    const { untilMs, reason } = told2;
    if (typeof untilMs !== "number" || !(untilMs > this.#knownUntil)) return;
    const restMs = untilMs - clock.date();
    if (restMs <= 0 || restMs > this.#maxOpenMs + SKEW_MS) return;
    this.#knownUntil = untilMs;
    this.#circuit.adopt(clock.now(), isReason(reason) ? reason : void 0, Math.min(restMs, this.#maxOpenMs));
  }
  /** A store that is down costs the news of the other processes, nothing else: this one sees for itself. */
  #quietly(ask2) {
    const asked = async () => ask2();
    asked().catch(() => {
    });
  }
};
function isReason(value) {
  return typeof value === "string" && Object.hasOwn(meanings, value);
}

// src/middleware/named-circuit.ts
var NamedCircuit = class {
  name;
  circuit;
  #shared;
  #told = "closed";
  /** `maxOpenMs`: longer than that nothing rests, whoever says so. */
  constructor(name, options, maxOpenMs, sharing) {
    this.name = name;
    this.circuit = new Circuit(options);
    this.#shared = sharing && new SharedCircuit(sharing, this.circuit, name, maxOpenMs);
  }
  /** A ticket, or `REFUSED`. */
  admit(call, now) {
    this.#shared?.read(call.scope.clock, now);
    this.#announce(call, now);
    const ticket = this.circuit.admit(now, call.isLastResort === true);
    this.#announce(call, now);
    return ticket;
  }
  success(call, ticket, now, isSlow) {
    this.#announce(call, now);
    this.circuit.success(ticket, now, isSlow);
    this.#settle(call, now);
  }
  failure(call, ticket, now, reason, isSlow, openMs) {
    this.#announce(call, now);
    this.circuit.failure(ticket, now, reason, isSlow, openMs);
    this.#settle(call, now);
  }
  /** Closed by hand: this process forgets at once, those that have not heard of it never will. Told to a hook by the next call. */
  reset() {
    if (this.circuit.state !== "closed") this.#shared?.tellClosed();
    this.circuit.reset();
  }
  /** What this process saw itself, the others are told as well. */
  #settle(call, now) {
    const { state, openMs, reason } = this.circuit;
    if (!this.#announce(call, now)) return;
    if (state === "open") this.#shared?.tellOpen(call.scope.clock, openMs, reason);
    if (state === "closed") this.#shared?.tellClosed();
  }
  /** True where there was a change: this process's own, or, before anything was done to the circuit, another's. */
  #announce({ id, scope }, now) {
    const { state, reason, openMs } = this.circuit;
    if (state === this.#told) return false;
    this.#told = state;
    const change = { callId: id, at: now, target: this.name, reason };
    if (state === "open") scope.emit?.({ type: "breaker.open", ...change, openMs });
    else scope.emit?.({ type: state === "closed" ? "breaker.close" : "breaker.half_open", ...change, openMs: void 0 });
    return true;
  }
};

// src/middleware/verdict.ts
var verdicts = {
  connection: "fails",
  timeout: "fails",
  server_error: "fails",
  overloaded: "fails",
  truncated: "fails",
  malformed_response: "fails",
  permission_denied: "fails",
  // often a matter of one model: the key's other targets may answer
  rate_limit: "cools",
  insufficient_quota: "key",
  authentication: "key",
  model_not_found: "neutral",
  context_length_exceeded: "neutral",
  content_filter: "neutral",
  bad_request: "neutral",
  unsupported: "neutral",
  too_large: "neutral",
  aborted: "neutral",
  unknown_address: "neutral",
  attempts_exhausted: "neutral",
  circuit_open: "neutral",
  closed: "neutral",
  internal: "neutral"
};
var BULKHEAD_FULL = "bulkhead_full";

// src/middleware/breaker.ts
var MAX_KEY_OPEN_MS = 36e5;
function breakers(options = {}, keyOf3 = ({ provider }) => provider) {
  checkBreaker("breaker", options);
  const keys3 = /* @__PURE__ */ new Map();
  return (target2) => {
    const name = keyOf3(target2);
    const key = keys3.get(name) ?? keyCircuitOf(name, options);
    keys3.set(name, key);
    const { address, keyNumber } = target2;
    return guard(circuitOf(keyNumber === void 0 ? address : `${address}#${keyNumber}`, options), key, options, address);
  };
}
function guard(target2, key, options, address = target2.name) {
  const { slowMs = Infinity, coolMs = 1e3, maxCoolMs = 6e4 } = options;
  return Object.assign(breaking, { readyAt, state, reset });
  async function breaking(call, next) {
    const { clock } = call.scope;
    const startedAt = clock.now();
    const keyTicket = key === void 0 ? 0 : key.admit(call, startedAt);
    if (key !== void 0 && keyTicket === REFUSED) throw refusal(key, startedAt);
    const ticket = target2.admit(call, startedAt);
    if (ticket === REFUSED) {
      key?.circuit.neutral(keyTicket);
      throw refusal(target2, startedAt);
    }
    let reply;
    try {
      reply = await next(call);
    } catch (thrown) {
      failed(call, ticket, keyTicket, thrown, clock.now() - startedAt > slowMs);
      throw thrown;
    }
    const now = clock.now();
    const isSlow = now - startedAt > slowMs;
    key?.success(call, keyTicket, now);
    if (reply.stream) return { ...reply, events: watch(reply.events, { onEnd: (end) => ended(call, ticket, keyTicket, end, isSlow) }) };
    target2.success(call, ticket, now, isSlow);
    return reply;
  }
  function readyAt(now) {
    const at2 = target2.circuit.readyAt(now);
    return key === void 0 ? at2 : Math.max(at2, key.circuit.readyAt(now));
  }
  function state(now) {
    const at2 = readyAt(now);
    const blame = key !== void 0 && key.circuit.readyAt(now) > now ? key : target2;
    const why = at2 > now ? whyNotReady(blame.circuit, blame === key ? `the key of '${key.name}'` : "it") : void 0;
    return { circuit: target2.circuit.state, keyCircuit: key?.circuit.state ?? "closed", readyAt: at2, why };
  }
  function reset() {
    target2.reset();
    key?.reset();
  }
  function ended(call, ticket, keyTicket, end, isSlow) {
    if (end.how === "done" || end.how === "closed" && !call.signal.aborted) target2.success(call, ticket, call.scope.clock.now(), isSlow);
    else if (end.how === "failed" && !call.signal.aborted) failed(call, ticket, keyTicket, end.error, isSlow);
    else target2.circuit.neutral(ticket);
  }
  function failed(call, ticket, keyTicket, thrown, isSlow) {
    const { reason, code, retryAfterMs = 0 } = toGatewayError(thrown);
    const now = call.scope.clock.now();
    const verdict = code === BULKHEAD_FULL ? "neutral" : verdicts[reason];
    if (key !== void 0 && verdict === "key") {
      key.failure(call, keyTicket, now, reason, false, retryAfterMs > 0 ? Math.min(Math.max(retryAfterMs, coolMs), MAX_KEY_OPEN_MS) : void 0);
      return target2.circuit.neutral(ticket);
    }
    key?.circuit.neutral(keyTicket);
    if (verdict === "cools" || verdict === "fails" && retryAfterMs > 0) target2.circuit.coolUntil(now + Math.min(retryAfterMs > 0 ? retryAfterMs : coolMs, maxCoolMs));
    if (verdict === "fails" || verdict === "key") target2.failure(call, ticket, now, reason, isSlow);
    else target2.circuit.neutral(ticket);
  }
  function refusal(by, now) {
    const { reason } = by.circuit;
    const message = `${by === key ? `the key of '${key.name}'` : "it"} is left alone for a while after ${reason ?? "slow answers"}; nothing was sent`;
    const told2 = by === key && reason !== void 0 ? reason : "circuit_open";
    return new GatewayError({ reason: told2, message, target: address, retryAfterMs: Math.max(0, readyAt(now) - now) });
  }
}
function whyNotReady({ state, reason }, who) {
  if (state === "open") return `${who} is left alone after ${reason ?? "slow answers"}`;
  return state === "half_open" ? `${who} is being probed` : `${who} cools, or its calls come back bit by bit`;
}
function circuitOf(name, options) {
  const { consecutiveFailures = 5, failureRatio = 0.5, slowRatio = 0.5, windowMs = 6e4, minimumCalls = 20 } = options;
  const { openMs = 3e4, maxOpenMs = Math.max(openMs, 3e5), probes = 1, successesToClose = 2, rampMs = 1e4 } = options;
  const limits = { consecutiveFailures, failureRatio, slowRatio, windowMs, minimumCalls, openMs, maxOpenMs, probes, successesToClose, rampMs };
  return new NamedCircuit(name, limits, maxOpenMs, sharingOf(options));
}
function keyCircuitOf(name, options) {
  const { keyOpenMs: openMs = 6e4 } = options;
  const never = { failureRatio: 1, slowRatio: 1, windowMs: 6e4, minimumCalls: Infinity, rampMs: 0 };
  const limits = { ...never, consecutiveFailures: 1, openMs, maxOpenMs: openMs, probes: 1, successesToClose: 1 };
  return new NamedCircuit(name, limits, Math.max(openMs, MAX_KEY_OPEN_MS), sharingOf(options));
}
function sharingOf({ store, syncMs = 1e3 }) {
  return store && { store, syncMs };
}
var ranges = {
  consecutiveFailures: { min: 1, integer: true },
  failureRatio: { min: 0.01, max: 1 },
  slowMs: { min: 1 },
  slowRatio: { min: 0.01, max: 1 },
  windowMs: { min: 1 },
  minimumCalls: { min: 1, integer: true },
  openMs: { min: 1 },
  maxOpenMs: { min: 1 },
  probes: { min: 1, integer: true },
  successesToClose: { min: 1, integer: true },
  rampMs: {},
  coolMs: {},
  maxCoolMs: {},
  keyOpenMs: { min: 1 },
  syncMs: {}
};
function checkBreaker(path, options) {
  checkOptions(path, options, [...Object.keys(ranges), "store"]);
  for (const [name, range] of Object.entries(ranges)) checkNumber(`${path}.${name}`, options[name], range);
  const { slowMs, slowRatio, openMs = 3e4, maxOpenMs, store } = options;
  if (slowRatio !== void 0 && slowMs === void 0) throw new ConfigError(`${path}.slowRatio`, "needs 'slowMs'");
  if (maxOpenMs !== void 0 && maxOpenMs < openMs) throw new ConfigError(`${path}.maxOpenMs`, `must be at least openMs, ${openMs}`);
  if (store === void 0) return;
  if (typeof store !== "object" || store === null) throw new ConfigError(`${path}.store`, "must be a store with get, set and delete");
  for (const method of ["get", "set", "delete"]) checkFunction(`${path}.store.${method}`, store[method] ?? null);
}

// src/middleware/switch.ts
var ON = -Infinity;
function targetSwitch({ address }) {
  const made = Object.assign(
    (call, next) => {
      if (made.offUntil === ON) return next(call);
      const now = call.scope.clock.now();
      return now < made.offUntil ? Promise.reject(disabled(address, made.offUntil - now)) : next(call);
    },
    // Not the time it is turned on again: a route that has none ready would choose it for its last resort, and it answers nobody.
    { offUntil: ON, readyAt: (now) => now < made.offUntil ? Infinity : now }
  );
  return made;
}
function disabled(target2, restMs) {
  return new GatewayError({ reason: "circuit_open", message: "it is disabled; nothing was sent", target: target2, retryAfterMs: Number.isFinite(restMs) ? restMs : void 0 });
}

// src/core/or-aborted.ts
var HEED_MS = 25;
function orAborted(reply, signal, clock, onAbort) {
  return new Promise((resolve, reject) => {
    let timer;
    let abandoned = false;
    const unlisten = signal.onAbort(aborted);
    reply.then(delivered, failed);
    function aborted(reason) {
      timer = clock.setTimeout(() => {
        abandoned = true;
        reject(reason);
      }, HEED_MS);
      onAbort?.(reason);
    }
    function delivered(value) {
      unlisten();
      if (timer !== void 0) clock.clearTimeout(timer);
      if (abandoned) closeReply(value).catch(() => {
      });
      else resolve(value);
    }
    function failed(error) {
      unlisten();
      if (timer !== void 0) clock.clearTimeout(timer);
      reject(error);
    }
  });
}

// src/middleware/timed-signal.ts
var MAX_GRACE_MS = 1e3;
var TimedSignal = class extends LinkedSignal {
  #limits;
  #clock;
  #outer;
  #startedAt;
  /** When something last came; of a wait that began later, its beginning. */
  #aliveAt;
  #waiting = true;
  #target;
  #hasBegun = false;
  #timer;
  #firesAt = Infinity;
  #isGrace = false;
  constructor(limits, { signal, pulse }, clock) {
    super();
    this.#limits = limits;
    this.#clock = clock;
    this.#outer = pulse;
    this.#startedAt = this.#aliveAt = clock.now();
    this.follow(signal);
    this.#set(this.#due(), this.#startedAt);
  }
  /** Something came, be it only a keep-alive. */
  pulse = () => {
    this.#aliveAt = this.#clock.now();
    this.#outer?.();
  };
  /** The first content is here, from `target`. */
  began(target2) {
    this.#hasBegun = true;
    this.#target = target2;
    this.rests();
  }
  /** A read begins: from now on silence counts. */
  waits() {
    const now = this.#clock.now();
    this.#waiting = true;
    this.#aliveAt = now;
    if (now + this.#limits.idleMs < this.#firesAt) this.#set(now + this.#limits.idleMs, now);
  }
  /** The read is over: a slow reader is not idle. Its timer may go on, to find nothing due. */
  rests() {
    this.#waiting = false;
    this.#outer?.();
  }
  dispose() {
    this.#clear();
    super.dispose();
  }
  #due() {
    const { firstTokenMs, idleMs, totalMs } = this.#limits;
    const first = this.#hasBegun ? Infinity : this.#startedAt + firstTokenMs;
    const idle = this.#waiting ? this.#aliveAt + idleMs : Infinity;
    return Math.min(first, idle, this.#startedAt + totalMs);
  }
  /**
   * What seems due is judged only after one more turn, for timers run before sockets are read: what came in the same wake counts. The
   * later the timer, as after a suspend, the longer that turn.
   */
  #fired = () => {
    const now = this.#clock.now();
    const due = this.#due();
    const lateMs = now - this.#firesAt;
    const isJudged = this.#isGrace;
    this.#clear();
    if (due > now) return this.#set(due, now);
    if (isJudged) return this.abort(new GatewayError({ reason: "timeout", message: this.#whatPassed(due), target: this.#target }));
    this.#set(now + Math.min(lateMs, MAX_GRACE_MS), now);
    this.#isGrace = true;
  };
  #whatPassed(due) {
    const { firstTokenMs, idleMs, totalMs } = this.#limits;
    if (due === this.#startedAt + totalMs) return `the attempt took longer than ${totalMs} ms`;
    return !this.#hasBegun && due === this.#startedAt + firstTokenMs ? `no first token within ${firstTokenMs} ms` : `nothing came for ${idleMs} ms`;
  }
  #set(at2, now) {
    this.#clear();
    if (at2 === Infinity || this.aborted) return;
    this.#firesAt = at2;
    this.#timer = this.#clock.setTimeout(this.#fired, at2 - now);
  }
  #clear() {
    if (this.#firesAt < Infinity) this.#clock.clearTimeout(this.#timer);
    this.#firesAt = Infinity;
    this.#isGrace = false;
  }
};

// src/middleware/timed-stream.ts
var TimedStream = class {
  #source;
  #signal;
  #ended = false;
  /** What an abort left for the next read to throw. */
  #untold;
  /** One read at a time: readers that ask meanwhile take their turn. */
  #reading;
  #resolve = nothing2;
  #reject = nothing2;
  constructor(source, signal) {
    this.#source = source;
    this.#signal = signal;
    signal.onAbort(this.#aborted);
  }
  next() {
    if (this.#reading !== void 0) return this.#reading.then(this.#again, this.#again);
    if (this.#ended) return this.#over();
    this.#signal.waits();
    this.#source.next().then(this.#took, this.#failed);
    this.#reading = new Promise(this.#hold);
    return this.#reading;
  }
  async return() {
    if (this.#ended) return finished;
    const closing = this.#source.return();
    this.#end();
    this.#resolve(finished);
    await closing;
    return finished;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  #again = () => this.next();
  /** Bound once, that an event costs no closure. */
  #hold = (resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  };
  #took = (result) => {
    if (this.#ended) return;
    if (result.done) this.#end();
    this.#signal.rests();
    this.#reading = void 0;
    this.#resolve(result);
  };
  #failed = (error) => {
    this.#end();
    this.#reject(error);
  };
  #aborted = (reason) => {
    if (this.#ended) return;
    this.#source.return().catch(nothing2);
    if (this.#reading === void 0) this.#untold = reason;
    this.#end();
    this.#reject(reason);
  };
  #over() {
    const untold = this.#untold;
    this.#untold = void 0;
    return untold === void 0 ? Promise.resolve(finished) : Promise.reject(untold);
  }
  #end() {
    this.#ended = true;
    this.#reading = void 0;
    this.#signal.dispose();
  }
};
function nothing2() {
}

// src/middleware/timeout.ts
function deadlines(options = {}) {
  const { firstTokenMs = 18e4, idleMs = 12e4, totalMs } = options;
  const ofValue = { firstTokenMs: Infinity, idleMs: Infinity, totalMs: totalMs ?? 6e5 };
  const ofStream = { firstTokenMs, idleMs, totalMs: totalMs ?? Infinity };
  return async function timing(call, next) {
    call.signal.throwIfAborted();
    const { clock } = call.scope;
    const signal = call.stream ? new TimedSignal(ofStream, call, clock) : new TimedSignal(ofValue, call, clock);
    try {
      const reply = await next(call.stream ? { ...call, signal, pulse: signal.pulse } : { ...call, signal });
      if (!reply.stream) {
        signal.dispose();
        return reply;
      }
      if (signal.aborted) {
        closeReply(reply).catch(() => {
        });
        throw signal.reason;
      }
      signal.began(reply.meta.target);
      return { ...reply, events: new TimedStream(reply.events, signal) };
    } catch (thrown) {
      signal.dispose();
      throw signal.aborted ? whyAborted(thrown, signal.reason) : thrown;
    }
  };
}
function checkTimeouts(path, options) {
  checkOptions(path, options, ["firstTokenMs", "idleMs", "totalMs"]);
  for (const name of ["firstTokenMs", "idleMs", "totalMs"]) {
    checkNumber(`${path}.${name}`, options[name], { min: 1, max: 2 ** 31 - 1 });
  }
}
function whyAborted(thrown, reason) {
  return toGatewayError(thrown).reason === toGatewayError(reason).reason ? thrown : reason;
}

// src/models/estimator.ts
function estimateText(text2) {
  let tokens = 0;
  let run = 0;
  let kind = SPACE;
  let before = SPACE;
  for (let at2 = 0; at2 <= text2.length; at2++) {
    const next = at2 < text2.length ? kindOf(text2.charCodeAt(at2)) : END;
    if (next === kind) {
      run++;
      continue;
    }
    tokens += tokensOf(before, kind, run, next);
    before = kind;
    kind = next;
    run = 1;
  }
  return Math.ceil(tokens);
}
var END = -1;
var SPACE = 0;
var WORD = 1;
var DIGIT = 2;
var MARK = 3;
var ACCENTED = 4;
var DENSE = 5;
var NEWLINE = 6;
function kindOf(code) {
  if (code < 128) return ascii[code];
  if (code < 592) return code < 192 ? MARK : ACCENTED;
  if (code < 1536) return ACCENTED;
  return DENSE;
}
function tokensOf(before, kind, run, next) {
  if (run === 0) return 0;
  switch (kind) {
    case SPACE:
      return run === 1 && (next === WORD || next === ACCENTED || next === MARK) ? 0 : 1;
    case WORD:
      return run <= 7 ? 1 : 1 + (run - 7) / 5;
    case DIGIT:
      return Math.ceil(run / 3);
    case MARK:
      return run <= 2 ? 1 : run / 2;
    case ACCENTED:
      return run / 2;
    case NEWLINE:
      return before === MARK ? 0 : 1;
    default:
      return run;
  }
}
var ascii = Array.from({ length: 128 }, (_, code) => {
  if (code === 10 || code === 13) return NEWLINE;
  if (code <= 32) return SPACE;
  if (code >= 48 && code <= 57) return DIGIT;
  return code >= 65 && code <= 90 || code >= 97 && code <= 122 ? WORD : MARK;
});

// src/models/prompt.ts
var IMAGE_TOKENS = 1e3;
var SOUND_TOKENS = 500;
var DOCUMENT_TOKENS = 3e3;
var MESSAGE_TOKENS = 4;
var MAX_DEPTH = 32;
var MAX_NODES = 1e5;
function promptOf({ body: body2, scope }) {
  if (typeof body2 !== "object" || body2 === null) return new Reading(body2);
  const known2 = memo.get(body2);
  if (known2?.scope === scope) return known2.prompt;
  const prompt = new Reading(body2);
  memo.set(body2, { scope, prompt });
  return prompt;
}
var memo = /* @__PURE__ */ new WeakMap();
var Reading = class {
  texts = [];
  characters = 0;
  flatTokens = 0;
  images = 0;
  sounds = 0;
  documents = 0;
  #nodes = 0;
  constructor(body2) {
    try {
      this.#body(body2, true);
    } catch {
    }
  }
  #body(body2, isOuter) {
    if (!isFields(body2)) return;
    const { messages: messages2, input, prompt, instructions, tools, functions, response_format, text: text2, payload } = body2;
    this.#list(messages2);
    this.#list(input);
    this.#list(prompt);
    this.#list(instructions);
    this.#json(tools, 0);
    this.#json(functions, 0);
    if (isFields(response_format)) this.#json(response_format.json_schema, 0);
    if (isFields(text2)) this.#json(text2.format, 0);
    if (isOuter) this.#body(payload, false);
  }
  /** A text, messages, items, texts to embed, or tokens. */
  #list(list2) {
    if (typeof list2 === "string") return this.#text(list2);
    if (!Array.isArray(list2)) return;
    if (list2.length > 0 && list2.every((one2) => typeof one2 === "number")) return void (this.flatTokens += list2.length);
    for (const one2 of list2) {
      if (isFields(one2)) this.flatTokens += MESSAGE_TOKENS;
      if (Array.isArray(one2)) this.#list(one2);
      else this.#content(one2, 0);
    }
  }
  /** A message, an item, a part, or a list of them: whatever has text in one of the fields that the wire types have. */
  #content(content, depth) {
    if (typeof content === "string") return this.#text(content);
    if (depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) return;
    if (Array.isArray(content)) {
      for (const part of content) this.#content(part, depth + 1);
      return;
    }
    if (!isFields(content) || this.#media(content)) return;
    for (const name of TEXTUAL) {
      const value = content[name];
      if (value !== void 0) this.#content(value, depth + 1);
    }
  }
  /** True for an image, a sound or a file: its data are no text. */
  #media({ type, image_url, file, input_audio }) {
    switch (type) {
      case "image_url":
      case "input_image":
      case "computer_screenshot": {
        const detail = isFields(image_url) ? image_url.detail : void 0;
        this.images++;
        this.flatTokens += detail === "low" ? IMAGE_TOKENS / 10 : IMAGE_TOKENS;
        return true;
      }
      case "input_audio":
        if (input_audio === void 0) return false;
        this.sounds++;
        this.flatTokens += SOUND_TOKENS;
        return true;
      case "file":
      case "input_file":
        if (type === "file" && file === void 0) return false;
        this.documents++;
        this.flatTokens += DOCUMENT_TOKENS;
        return true;
      default:
        return false;
    }
  }
  /** Every key and text of tools and schemas, which a model reads as well. */
  #json(value, depth) {
    if (typeof value === "string") return this.#text(value);
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) return;
    if (Array.isArray(value)) {
      for (const one2 of value) this.#json(one2, depth + 1);
      return;
    }
    for (const [name, one2] of Object.entries(value)) {
      this.#text(name);
      this.flatTokens++;
      this.#json(one2, depth + 1);
    }
  }
  #text(text2) {
    this.texts.push(text2);
    this.characters += text2.length;
  }
};
var TEXTUAL = ["content", "text", "name", "arguments", "input", "output", "code", "refusal", "tool_calls", "function_call", "function", "custom"];
function isFields(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/models/tokens.ts
function estimateTokens(call) {
  const prompt = promptOf(call);
  let tokens = memo2.get(prompt);
  if (tokens === void 0) memo2.set(prompt, tokens = counted(prompt, call.scope.tokens ?? estimateText));
  return tokens;
}
function mostTokens(call) {
  const { characters, flatTokens } = promptOf(call);
  return characters + flatTokens;
}
var memo2 = /* @__PURE__ */ new WeakMap();
function counted({ texts: texts2, flatTokens }, estimate) {
  let tokens = flatTokens;
  for (const text2 of texts2) tokens += sane(estimate, text2);
  return tokens;
}
function sane(estimate, text2) {
  try {
    const tokens = estimate(text2);
    if (typeof tokens === "number" && tokens >= 0 && tokens < Infinity) return tokens;
  } catch {
  }
  return estimateText(text2);
}

// src/models/cost.ts
var ANSWER_TOKENS = 1e3;
function estimateCost(call, { price, maxOutputTokens = Infinity }) {
  if (price === void 0) return null;
  const output = price.output === 0 ? 0 : Math.min(answerTokens(call), maxOutputTokens) * price.output;
  const input = price.input === 0 ? 0 : estimateTokens(call) * price.input;
  return (input + output) / 1e6;
}
function answerTokens(call) {
  if (!answers.has(call.operation)) return 0;
  const { n } = call.body;
  return (askedTokens(call) ?? ANSWER_TOKENS) * (typeof n === "number" && n > 1 ? n : 1);
}
var answers = /* @__PURE__ */ new Set(["chat", "responses"]);
function askedTokens({ body: body2 }) {
  if (typeof body2 !== "object" || body2 === null) return void 0;
  const { max_completion_tokens, max_tokens, max_output_tokens } = body2;
  const limit = max_completion_tokens ?? max_tokens ?? max_output_tokens;
  return typeof limit === "number" && limit >= 0 ? limit : void 0;
}

// src/models/needs.ts
function needsOf(call) {
  if (!readers.has(call.operation)) return void 0;
  const prompt = promptOf(call);
  const known2 = memo3.get(prompt);
  if (known2) return known2;
  const { tools, tool_choice, response_format, text: text2, truncation } = call.body;
  const needs = {
    vision: prompt.images > 0,
    audio: prompt.sounds > 0,
    documents: prompt.documents > 0,
    tools: Array.isArray(tools) && tools.length > 0 && tool_choice !== "none",
    jsonSchema: typeOf(response_format) === "json_schema" || typeof text2 === "object" && text2 !== null && "format" in text2 && typeOf(text2.format) === "json_schema",
    outputTokens: askedTokens(call) ?? 0,
    window: truncation !== "auto"
  };
  memo3.set(prompt, needs);
  return needs;
}
var readers = /* @__PURE__ */ new Set(["chat", "responses", "input_tokens"]);
var memo3 = /* @__PURE__ */ new WeakMap();
function typeOf(value) {
  return typeof value === "object" && value !== null && "type" in value ? value.type : void 0;
}

// src/models/fit.ts
var SURELY = 0.9;
function fitOf(facts) {
  const missing = abilities.filter(([name]) => facts[name] === false);
  const { contextWindow = Infinity, maxOutputTokens = Infinity } = facts;
  if (missing.length === 0 && contextWindow === Infinity && maxOutputTokens === Infinity) return void 0;
  return function unfit(call) {
    const needs = needsOf(call);
    if (needs === void 0) return void 0;
    for (const [name, words] of missing) if (needs[name]) return words;
    if (needs.outputTokens > maxOutputTokens) return `its answers of at most ${maxOutputTokens} tokens are shorter than the ${needs.outputTokens} asked for`;
    return contextWindow === Infinity || !needs.window ? void 0 : tooSmall(contextWindow, needs, call);
  };
}
var abilities = [
  ["vision", "no vision"],
  ["audio", "no audio"],
  ["documents", "no documents"],
  ["tools", "no tools"],
  ["jsonSchema", "no JSON schema"]
];
function tooSmall(contextWindow, { outputTokens }, call) {
  if (mostTokens(call) + outputTokens <= contextWindow) return void 0;
  const tokens = estimateTokens(call);
  if (tokens * SURELY + outputTokens <= contextWindow) return void 0;
  return `its window of ${contextWindow} tokens is too small for about ${rounded(tokens + outputTokens)}`;
}
function rounded(tokens) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(tokens)) - 1);
  return Math.round(tokens / unit) * unit;
}

// src/models/prospects.ts
function prospectsOf({ provider: name, address }, { operations }, facts) {
  const unfit = fitOf(facts);
  return { unfit, window: facts.contextWindow, explain: explain3 };
  function explain3(call) {
    const can = operations.includes(call.operation);
    const why = can ? unfit?.(call) ?? "" : `provider '${name}' does not answer '${call.operation}' calls`;
    return { kind: "target", what: address, verdict: can ? "chosen" : "skipped", why, inputTokens: estimateTokens(call), cost: estimateCost(call, facts) };
  }
}

// src/routes/balance-state.ts
var BalanceState = class {
  weights;
  /** A route outlives gateways that are made for one request each: it must not keep them. */
  #built = [];
  constructor(weights) {
    this.weights = weights;
  }
  /** Counts for as long as somebody else keeps it. */
  add(built) {
    this.#built = [...this.#built.filter((one2) => one2.deref()), new WeakRef(built)];
  }
  read() {
    const all = this.#built.flatMap((one2) => one2.deref() ?? []);
    return this.weights.map((weight, at2) => {
      const children = all.map(({ seen }) => seen[at2]);
      const learnt = all.map(({ strategy }) => strategy.learnt?.(at2));
      const rooms = learnt.flatMap((one2) => one2?.headroom ?? []);
      return {
        weight,
        picks: children.reduce((total, { picks }) => total + picks, 0),
        inFlight: children.reduce((total, { inFlight }) => total + inFlight, 0),
        ewmaMs: known(Math.max, learnt.map((one2) => one2?.ewmaMs)),
        headroom: rooms.length === 0 ? void 0 : {
          requests: known(Math.min, rooms.map(({ requests }) => requests)),
          tokens: known(Math.min, rooms.map(({ tokens }) => tokens))
        }
      };
    });
  }
};
function known(of, values) {
  const said3 = values.filter((value) => value !== void 0);
  return said3.length === 0 ? void 0 : of(...said3);
}

// src/routes/built-balance.ts
function readyOnly(call, handlers, weights, now) {
  if (handlers.every((handler) => isReady(handler, call, now))) return weights;
  const open2 = weights.map((weight, at2) => isReady(handlers[at2], call, now) ? weight : 0);
  return open2.some((weight) => weight > 0) ? open2 : void 0;
}

// src/routes/pick/least.ts
function least(score, call, weights, now, random) {
  let best = -1;
  let lowest = 0;
  let tied = 0;
  for (let at2 = 0; at2 < weights.length; at2++) {
    const weight = weights[at2];
    if (weight === 0) continue;
    const own = score(at2, call, weight, now);
    if (best === -1 || own < lowest) {
      best = at2;
      lowest = own;
      tied = weight;
    } else if (own === lowest) {
      tied += weight;
      if (random() * tied < weight) best = at2;
    }
  }
  return best;
}
function likeliest(score, call, weights, now) {
  let best = -1;
  let lowest = 0;
  for (let at2 = 0; at2 < weights.length; at2++) {
    const weight = weights[at2];
    if (weight === 0) continue;
    const own = score(at2, call, weight, now);
    const isTied = own === lowest && weight > (weights[best] ?? 0);
    if (best === -1 || own < lowest || isTied) [best, lowest] = [at2, own];
  }
  return best;
}

// src/routes/pick/cheapest.ts
function cheapest(children) {
  return {
    pick: (call, weights, now) => least(costOf, call, weights, now, call.scope.random),
    likely: (call, weights, now) => likeliest(costOf, call, weights, now),
    why(at2, call) {
      const cost = costOf(at2, call);
      return cost === Infinity ? "price unknown" : `about $${Number(cost.toPrecision(2))}`;
    }
  };
  function costOf(at2, call) {
    return estimateCost(call, children[at2].facts) ?? Infinity;
  }
}

// src/routes/pick/ewma.ts
var MIN_SHARE = 0.2;
var PeakEwma = class {
  /** Milliseconds; `undefined` until something was seen. */
  ms;
  #at = 0;
  add(ms, now, halfLifeMs) {
    const kept = Math.min(1 - MIN_SHARE, 0.5 ** (Math.max(0, now - this.#at) / halfLifeMs));
    this.ms = this.ms === void 0 || ms > this.ms ? ms : this.ms * kept + ms * (1 - kept);
    this.#at = now;
  }
};

// src/routes/pick/fastest.ts
function fastest(children, options = {}) {
  const { by = "first_token", halfLifeMs = 1e4, explore = 0.05, penaltyMs = 5e3 } = options;
  const seen = children.map(() => ({ stream: new PeakEwma(), value: new PeakEwma(), turn: 0 }));
  let turn = 0;
  let slowestMs = 1;
  return {
    pick(call, weights, now) {
      slowestMs = slowest(call);
      const best = least(scoreOf, call, weights, now, call.scope.random);
      return explore > 0 && call.scope.random() < explore ? forgotten(weights, best) : best;
    },
    likely(call, weights, now) {
      slowestMs = slowest(call);
      return likeliest(scoreOf, call, weights, now);
    },
    why(at2, call) {
      const { ms } = raceOf(at2, call);
      return `${ms === void 0 ? "not timed yet" : `${Math.round(ms)} ms lately`}, ${children[at2].inFlight} in flight`;
    },
    begun({ at: at2 }) {
      turn += 1;
      seen[at2].turn = turn;
    },
    answered(visit, _, now) {
      if (by === "first_token") took(visit, now - visit.startedAt, now);
    },
    ended(visit, { error, isWhole: isWhole2 }, now) {
      const ms = now - visit.startedAt;
      if (error !== void 0) {
        if (meanings[error.reason].fallback) took(visit, Math.max(ms, penaltyMs), now);
      } else if (isWhole2) {
        if (by === "total") took(visit, ms, now);
      } else if ((by === "total" || !visit.hasAnswered) && ms > (raceOf(visit.at, visit.call).ms ?? Infinity)) {
        took(visit, ms, now);
      }
    },
    learnt(at2) {
      const { stream, value } = seen[at2];
      return { ewmaMs: stream.ms ?? value.ms };
    }
  };
  function took({ at: at2, call }, ms, now) {
    raceOf(at2, call).add(ms, now, halfLifeMs);
  }
  function raceOf(at2, { stream }) {
    return seen[at2][stream ? "stream" : "value"];
  }
  function scoreOf(at2, call, weight) {
    const { inFlight } = children[at2];
    const { ms } = raceOf(at2, call);
    if (ms === void 0 && inFlight === 0) return 0;
    return Math.max(1, ms ?? slowestMs) * (inFlight / weight + 1);
  }
  function slowest(call) {
    let most = 0;
    for (let at2 = 0; at2 < seen.length; at2++) most = Math.max(most, raceOf(at2, call).ms ?? 0);
    return most || 1;
  }
  function forgotten(weights, best) {
    let found = best;
    let oldest = Infinity;
    for (let at2 = 0; at2 < weights.length; at2++) {
      if (at2 === best || weights[at2] === 0 || children[at2].inFlight > 0) continue;
      const { turn: turn2 } = seen[at2];
      if (turn2 < oldest) [found, oldest] = [at2, turn2];
    }
    return found;
  }
}

// src/routes/pick/weighted-random.ts
function weightedRandom() {
  return {
    pick: (call, weights) => byWeight(call.scope.random, weights),
    likely: (_, weights) => heaviest(weights),
    why: (at2, _, weights) => shareOf(at2, weights)
  };
}
function byWeight(random, weights, except = -1) {
  let total = 0;
  let last = except;
  for (let at2 = 0; at2 < weights.length; at2++) {
    const weight = weights[at2];
    if (at2 === except || weight === 0) continue;
    total += weight;
    last = at2;
  }
  let point = random() * total;
  for (let at2 = 0; at2 < last; at2++) {
    if (at2 === except) continue;
    point -= weights[at2];
    if (point < 0) return at2;
  }
  return last;
}
function heaviest(weights) {
  let best = 0;
  for (let at2 = 1; at2 < weights.length; at2++) if (weights[at2] > weights[best]) best = at2;
  return best;
}
function shareOf(at2, weights) {
  return `weight ${weights[at2]} of ${sum(weights)}`;
}
function sum(weights) {
  let total = 0;
  for (const weight of weights) total += weight;
  return total;
}

// src/routes/pick/least-busy.ts
function leastBusy(children) {
  return {
    pick(call, weights, now) {
      const { random } = call.scope;
      const one2 = byWeight(random, weights);
      const other = byWeight(random, weights, one2);
      return loadOf(other, call, weights[other], now) < loadOf(one2, call, weights[one2], now) ? other : one2;
    },
    likely: (call, weights, now) => likeliest(loadOf, call, weights, now),
    why: (at2) => `${children[at2].inFlight} in flight`
  };
  function loadOf(...[at2, , weight]) {
    return children[at2].inFlight / weight;
  }
}

// src/routes/pick/allowance.ts
var MINUTE_MS = 6e4;
var Allowance = class {
  /** A bucket that fills up over a minute; `Infinity` where no limit is configured. */
  #perMinute;
  #level;
  #filledAt = -Infinity;
  /** The provider's own count; `undefined` until it says one. */
  #remaining;
  #limit;
  #resetAt = Infinity;
  /** Held for calls that the provider has not answered yet. */
  #held = 0;
  constructor(perMinute = Infinity) {
    this.#perMinute = perMinute;
    this.#level = perMinute;
  }
  /** `undefined` where nobody knows; below 0 where more was taken than there was. */
  left(now) {
    const said3 = this.#said(now);
    const own = this.#own(now);
    return said3 === void 0 ? own === Infinity ? void 0 : own : Math.min(said3, own);
  }
  /** Of a call that begins. */
  take(count, now) {
    this.#refill(now, -count);
    this.#held += count;
  }
  /** The provider's own count, which has the calls that it has answered. */
  told({ remaining, limit = this.#limit, resetInMs = Infinity }, now) {
    this.#remaining = remaining;
    this.#limit = limit;
    this.#resetAt = now + resetInMs;
  }
  /** Of a call that need no longer be held. */
  release(taken) {
    this.#held -= taken;
  }
  /** Of a call that has ended: what was taken for it, what it used, and whether the provider has told its count since. */
  settle(taken, used, isTold, now) {
    this.#refill(now, taken - used);
    if (!isTold && this.#remaining !== void 0) this.#remaining -= used;
  }
  #refill(now, more) {
    this.#level = Math.min(this.#perMinute, this.#own(now) + more);
    this.#filledAt = now;
  }
  #own(now) {
    if (this.#perMinute === Infinity) return Infinity;
    return Math.min(this.#perMinute, this.#level + (now - this.#filledAt) * (this.#perMinute / MINUTE_MS));
  }
  #said(now) {
    if (now >= this.#resetAt) {
      this.#remaining = this.#limit;
      this.#resetAt = Infinity;
    }
    return this.#remaining === void 0 ? void 0 : this.#remaining - this.#held;
  }
};

// src/core/duration.ts
var MAX_LENGTH = 100;
function duration(text2, nowMs) {
  if (text2 === void 0 || text2.length > MAX_LENGTH) return void 0;
  const plain = numberOf(text2);
  if (plain !== void 0) {
    if (plain > 1e12) return plain - nowMs;
    if (plain > 1e9) return plain * 1e3 - nowMs;
    return plain * 1e3;
  }
  const parts2 = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)s)?(?:(\d{1,9}(?:\.\d{1,9})?)ms)?$/.exec(text2.trim());
  if (parts2 && text2.trim() !== "") {
    const [, d = "0", h = "0", m = "0", s2 = "0", ms = "0"] = parts2;
    return ((Number(d) * 24 + Number(h)) * 60 + Number(m)) * 6e4 + Number(s2) * 1e3 + Number(ms);
  }
  return untilDate(text2, nowMs);
}
function numberOf(text2) {
  if (text2 === void 0 || text2.length > MAX_LENGTH || text2.trim() === "") return void 0;
  const value = Number(text2);
  return Number.isFinite(value) ? value : void 0;
}
function untilDate(text2, nowMs) {
  const at2 = Date.parse(text2);
  return Number.isNaN(at2) ? void 0 : at2 - nowMs;
}

// src/routes/pick/rate-headers.ts
var REQUESTS = names(["x-ratelimit-*-requests", "anthropic-ratelimit-requests-*", "x-ratelimit-*", "ratelimit-*"]);
var TOKENS = names([
  "x-ratelimit-*-tokens",
  "anthropic-ratelimit-tokens-*",
  "anthropic-ratelimit-input-tokens-*",
  "anthropic-ratelimit-output-tokens-*"
]);
function requestsIn(headers, nowMs) {
  return tightest(headers, nowMs, REQUESTS);
}
function tokensIn(headers, nowMs) {
  return tightest(headers, nowMs, TOKENS);
}
function names(patterns) {
  const named2 = (pattern, word) => pattern.replace("*", word);
  return patterns.map((pattern) => ({ remaining: named2(pattern, "remaining"), limit: named2(pattern, "limit"), reset: named2(pattern, "reset") }));
}
function tightest(headers, nowMs, all) {
  let found;
  for (const { remaining: name, limit, reset } of all) {
    const remaining = numberOf(headers[name]);
    if (remaining === void 0 || remaining < 0 || remaining >= (found?.remaining ?? Infinity)) continue;
    const resetInMs = duration(headers[reset], nowMs);
    found = { remaining, limit: numberOf(headers[limit]), resetInMs: resetInMs && Math.max(0, resetInMs) };
  }
  return found;
}

// src/routes/pick/most-headroom.ts
function mostHeadroom(children) {
  const requests = children.map(({ limits }) => new Allowance(limits.requestsPerMinute));
  const tokens = children.map(({ limits }) => new Allowance(limits.tokensPerMinute));
  let best = 0;
  let latest2 = 0;
  return {
    needsUsage: true,
    pick(call, weights, now) {
      best = mostKnown(call, weights, now);
      return least(scoreOf, call, weights, now, call.scope.random);
    },
    likely(call, weights, now) {
      best = mostKnown(call, weights, now);
      return likeliest(scoreOf, call, weights, now);
    },
    why(at2, call, _, now) {
      const calls = callsLeft(at2, call, now);
      return calls === void 0 ? "headroom unknown" : `room for ${Math.max(0, Math.floor(calls))} such calls`;
    },
    begun(visit) {
      const { at: at2, call, startedAt } = visit;
      latest2 = startedAt;
      visit.tokens = estimateTokens(call);
      requestsOf(at2).take(1, startedAt);
      tokensOf2(at2).take(visit.tokens, startedAt);
    },
    answered(visit, { headers }, now) {
      release(visit);
      visit.isTold = read(visit, headers, now);
    },
    ended(visit, { error, usage: usage3 }, now) {
      const { at: at2, tokens: taken } = visit;
      latest2 = now;
      if (!visit.hasAnswered) release(visit);
      if (error !== void 0) visit.isTold = read(visit, error.failure.headers ?? {}, now) || visit.isTold;
      const isSent = error?.reason !== "circuit_open";
      const used = usage3?.totalTokens ?? (error === void 0 ? taken : 0);
      requestsOf(at2).settle(1, isSent ? 1 : 0, visit.isTold, now);
      tokensOf2(at2).settle(taken, used, visit.isTold, now);
    },
    learnt: (at2) => ({ headroom: { requests: requestsOf(at2).left(latest2), tokens: tokensOf2(at2).left(latest2) } })
  };
  function requestsOf(at2) {
    return requests[at2];
  }
  function tokensOf2(at2) {
    return tokens[at2];
  }
  function release({ at: at2, tokens: taken }) {
    requestsOf(at2).release(1);
    tokensOf2(at2).release(taken);
  }
  function read({ at: at2, call }, headers, now) {
    const nowMs = call.scope.clock.date();
    const ofRequests = requestsIn(headers, nowMs);
    const ofTokens = tokensIn(headers, nowMs);
    if (ofRequests) requestsOf(at2).told(ofRequests, now);
    if (ofTokens) tokensOf2(at2).told(ofTokens, now);
    return ofRequests !== void 0 || ofTokens !== void 0;
  }
  function scoreOf(at2, call, _, now) {
    return -(callsLeft(at2, call, now) ?? best);
  }
  function mostKnown(call, weights, now) {
    let most = -Infinity;
    for (let at2 = 0; at2 < weights.length; at2++) if (weights[at2] !== 0) most = Math.max(most, callsLeft(at2, call, now) ?? -Infinity);
    return most;
  }
  function callsLeft(at2, call, now) {
    const ofRequests = requestsOf(at2).left(now);
    const ofTokens = tokensOf2(at2).left(now);
    if (ofTokens === void 0) return ofRequests;
    return Math.min(ofRequests ?? Infinity, ofTokens / Math.max(1, estimateTokens(call)));
  }
}

// src/routes/pick/round-robin.ts
function roundRobin() {
  const earned = [];
  return {
    pick(_, weights) {
      const best = next(weights);
      for (let at2 = 0; at2 < weights.length; at2++) earned[at2] = (earned[at2] ?? 0) + weights[at2];
      earned[best] = earned[best] - sum(weights);
      return best;
    },
    likely: (_, weights) => next(weights),
    why: (at2, _, weights) => shareOf(at2, weights)
  };
  function next(weights) {
    let best = -1;
    let most = -Infinity;
    for (let at2 = 0; at2 < weights.length; at2++) {
      const weight = weights[at2];
      const after = (earned[at2] ?? 0) + weight;
      if (weight > 0 && after > most) [best, most] = [at2, after];
    }
    return best;
  }
}

// src/routes/pick/index.ts
var strategies = {
  weighted_random: weightedRandom,
  round_robin: roundRobin,
  least_busy: leastBusy,
  fastest,
  cheapest,
  most_headroom: mostHeadroom
};

// src/routes/ready.ts
var whenNoneReadyWords = ["try_first", "fail_fast"];
function soonest(call, handlers, now, allowed) {
  let best = -1;
  let least2 = Infinity;
  for (let at2 = 0; at2 < handlers.length; at2++) {
    if (!allowed(at2)) continue;
    const readyInMs = readyIn(handlers[at2], call, now);
    if (best === -1 || readyInMs < least2) [best, least2] = [at2, readyInMs];
  }
  return { at: best, readyInMs: least2 };
}
function readyIn({ readyAt, unfit }, call, now) {
  if (unfit?.(call) !== void 0) return Infinity;
  return readyAt === void 0 ? 0 : Math.max(0, readyAt(now) - now);
}
function nextReady(call, handlers, from, skipped) {
  for (let at2 = from; at2 < handlers.length; at2++) {
    const handler = handlers[at2];
    if (handler.readyAt === void 0 && handler.unfit === void 0) return at2;
    const now = call.scope.clock.now();
    const readyInMs = readyIn(handler, call, now);
    if (readyInMs === 0) return at2;
    skipped.push(at2);
    call.scope.emit?.({ type: "target.skipped", callId: call.id, at: now, skipped: at2, readyInMs, why: handler.unfit?.(call) ?? "not ready" });
  }
  return handlers.length;
}
function noneReady(readyInMs) {
  const retryAfterMs = Number.isFinite(readyInMs) ? readyInMs : void 0;
  return new GatewayError({ reason: "circuit_open", message: "no target is ready: each is cooling, its circuit is open, or it cannot do this", retryAfterMs });
}

// src/routes/check-balance.ts
var forFastest = ["by", "halfLifeMs", "explore", "penaltyMs"];
function checkBalance(path, given, children, options) {
  if (!Array.isArray(given)) throw new ConfigError(`${path}.children`, "must be an array");
  const at2 = `${path}.options`;
  checkOptions(at2, options, ["strategy", "whenNoneReady", ...forFastest]);
  const { strategy = "weighted_random", whenNoneReady, by, halfLifeMs, explore, penaltyMs } = options;
  checkOneOf(`${at2}.strategy`, strategy, Object.keys(strategies));
  checkOneOf(`${at2}.whenNoneReady`, whenNoneReady, whenNoneReadyWords);
  const stray = strategy === "fastest" ? void 0 : forFastest.find((name) => options[name] !== void 0);
  if (stray !== void 0) throw new ConfigError(`${at2}.${stray}`, "is for the strategy 'fastest' only");
  checkOneOf(`${at2}.by`, by, ["first_token", "total"]);
  checkNumber(`${at2}.halfLifeMs`, halfLifeMs, { min: 1 });
  checkNumber(`${at2}.explore`, explore, { max: 1 });
  checkNumber(`${at2}.penaltyMs`, penaltyMs);
  children.forEach((child, index) => checkChild(`${path}.children[${index}]`, child, strategy));
  checkChildren(path, children.map(({ to }) => to));
  if (!children.some(({ weight = 1 }) => weight > 0)) throw new ConfigError(`${path}.children`, "have no weight above 0");
}
function checkWeights(path, weights, count) {
  if (!Array.isArray(weights) || weights.length !== count) throw new ConfigError(path, `must have one weight for each of the ${count} children`);
  weights.forEach((weight, at2) => checkNumber(`${path}[${at2}]`, weight ?? null));
  if (!weights.some((weight) => weight > 0)) throw new ConfigError(path, "has no weight above 0");
}
function checkChild(path, child, strategy) {
  checkOptions(path, child, ["to", "weight", "limits"]);
  checkNumber(`${path}.weight`, child.weight);
  const { limits } = child;
  if (limits === void 0) return;
  if (strategy !== "most_headroom") throw new ConfigError(`${path}.limits`, "is for the strategy 'most_headroom' only");
  checkOptions(`${path}.limits`, limits, ["requestsPerMinute", "tokensPerMinute"]);
  checkNumber(`${path}.limits.requestsPerMinute`, limits.requestsPerMinute, { min: 1 });
  checkNumber(`${path}.limits.tokensPerMinute`, limits.tokensPerMinute, { min: 1 });
}

// src/routes/explain-balance.ts
function explainBalance(call, built) {
  const { name, handlers, state: { weights }, strategy, whenNoneReady } = built;
  const now = call.scope.clock.now();
  const open2 = readyOnly(call, handlers, weights, now);
  const chosen = open2 ? strategy.likely(call, open2, now) : whenNoneReady === "try_first" ? soonest(call, handlers, now, (at2) => weights[at2] !== 0).at : -1;
  const order = handlers.map((_, at2) => at2).sort((a, b) => Number(b === chosen) - Number(a === chosen));
  return {
    kind: "balance",
    what: name,
    verdict: chosen === -1 ? "skipped" : "chosen",
    why: open2 ? `${open2.filter((weight) => weight > 0).length} of ${handlers.length} ready` : `none is ready: ${chosen === -1 ? "it fails at once" : "the one that recovers first is asked"}`,
    children: order.map((at2) => explained2(at2))
  };
  function explained2(at2) {
    const own = childOf(call, built, at2);
    const why = whyNot2(at2) ?? strategy.why(at2, call, open2 ?? weights, now);
    return { ...own, verdict: at2 === chosen ? "chosen" : "skipped", why: own.why === "" || own.why === why ? why : `${why}; ${own.why}` };
  }
  function whyNot2(at2) {
    if (weights[at2] === 0) return "weight 0";
    const handler = handlers[at2];
    const lack = handler.unfit?.(call);
    if (lack !== void 0) return lack;
    const restMs = readyIn(handler, call, now);
    if (restMs === 0) return void 0;
    return restMs === Infinity ? "not ready" : `not ready for ${seconds2(restMs)} s`;
  }
}
function childOf(call, { handlers, inputs }, at2) {
  const input = inputs[at2] ?? "";
  const own = handlers[at2]?.explain?.(call);
  if (own !== void 0) return own;
  return typeof input === "string" ? { kind: "target", what: input, verdict: "skipped", why: "" } : { kind: input.kind, what: input.detail ?? "", verdict: "skipped", why: "" };
}
function seconds2(ms) {
  return Math.ceil(ms / 100) / 10;
}

// src/operations/fold-fields.ts
function keep(into, name, value) {
  if (value === into[name] || name === "__proto__") return;
  if (value || into[name] === void 0) into[name] = value;
}
function longer(text2, piece) {
  const before = typeof text2 === "string" ? text2 : "";
  return typeof piece === "string" ? before + piece : before;
}
function add(into, name, pieces) {
  if (!Array.isArray(pieces)) return keep(into, name, pieces);
  const list2 = into[name];
  if (Array.isArray(list2)) list2.push(...pieces);
  else into[name] = [...pieces];
}
function isFields2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/operations/tool-call-fold.ts
var ToolCallFold = class {
  /** `function` or `custom`: the part of the call that has its name and what it is called with. */
  #kind = "function";
  #text = "";
  #called = {};
  #call = {};
  push(call) {
    for (const name in call) {
      const value = call[name];
      if (name === "index") continue;
      if (name !== "function" && name !== "custom") keep(this.#call, name, value);
      else if (isFields2(value)) this.#push(name, value);
    }
  }
  value() {
    const text2 = this.#kind === "function" ? { arguments: this.#text } : { input: this.#text };
    return { ...this.#call, [this.#kind]: { name: "", ...this.#called, ...text2 } };
  }
  characters() {
    return this.#text.length;
  }
  #push(kind, called) {
    this.#kind = kind;
    for (const name in called) {
      if (name === "arguments" || name === "input") this.#text = longer(this.#text, called[name]);
      else keep(this.#called, name, called[name]);
    }
  }
};

// src/operations/choice-fold.ts
var ChoiceFold = class {
  index;
  #role = "assistant";
  #content = "";
  #refusal = "";
  #reasoning = "";
  /** The same under its other name, where the host sends both. */
  #thoughts = "";
  #calls;
  #functionCall;
  #audio;
  #finish = null;
  #logprobs;
  /** What nobody described, of the message and of the choice. */
  #message = {};
  #choice = {};
  constructor(index) {
    this.index = index;
  }
  push(choice) {
    for (const name in choice) {
      switch (name) {
        case "delta":
          this.#delta(choice.delta);
          break;
        case "finish_reason":
          this.#finish = choice.finish_reason || this.#finish;
          break;
        case "logprobs":
          if (isFields2(choice.logprobs)) for (const list2 in choice.logprobs) add(this.#logprobs ??= {}, list2, choice.logprobs[list2]);
          break;
        case "index":
          break;
        default:
          keep(this.#choice, name, choice[name]);
      }
    }
  }
  /** As the SDK has it: a text that stayed empty is `null`. */
  value() {
    const audio = this.#audio;
    const message = {
      ...this.#message,
      role: this.#role,
      content: this.#content || null,
      refusal: this.#refusal || null,
      ...this.#reasoning !== "" && { reasoning_content: this.#reasoning },
      ...this.#thoughts !== "" && { reasoning: this.#thoughts },
      ...this.#calls && { tool_calls: [...this.#calls].sort(([a], [b]) => a - b).map(([, call]) => call.value()) },
      ...this.#functionCall && { function_call: { ...this.#functionCall } },
      ...audio && { audio: { ...audio } }
    };
    return { ...this.#choice, index: this.index, message, finish_reason: this.#finish, logprobs: this.#logprobs ? { ...this.#logprobs } : null };
  }
  characters() {
    let sum3 = this.#content.length + this.#refusal.length + (this.#functionCall?.arguments.length ?? 0);
    if (this.#calls) for (const call of this.#calls.values()) sum3 += call.characters();
    return sum3;
  }
  #delta(delta) {
    for (const name in delta) {
      switch (name) {
        case "content":
          this.#content = longer(this.#content, delta.content);
          break;
        case "role":
          this.#role = delta.role || this.#role;
          break;
        case "refusal":
          this.#refusal = longer(this.#refusal, delta.refusal);
          break;
        case "reasoning_content":
          this.#reasoning = longer(this.#reasoning, delta.reasoning_content);
          break;
        case "reasoning":
          this.#thoughts = longer(this.#thoughts, delta.reasoning);
          break;
        case "tool_calls":
          if (delta.tool_calls) for (const call of delta.tool_calls) this.#call(call);
          break;
        case "function_call":
          if (delta.function_call) this.#called(delta.function_call);
          break;
        case "audio":
          if (isFields2(delta.audio)) this.#heard(delta.audio);
          break;
        case "reasoning_details":
        case "images":
        case "annotations":
          add(this.#message, name, delta[name]);
          break;
        default:
          keep(this.#message, name, delta[name]);
      }
    }
  }
  #call(call) {
    const calls = this.#calls ??= /* @__PURE__ */ new Map();
    let fold = calls.get(call.index);
    if (fold === void 0) calls.set(call.index, fold = new ToolCallFold());
    fold.push(call);
  }
  #called({ name, arguments: json }) {
    const called = this.#functionCall ??= { name: "", arguments: "" };
    called.name = name || called.name;
    called.arguments = longer(called.arguments, json);
  }
  #heard(piece) {
    const audio = this.#audio ??= {};
    for (const name in piece) {
      const grows = (name === "data" || name === "transcript") && typeof piece[name] === "string";
      if (grows) audio[name] = longer(audio[name], piece[name]);
      else keep(audio, name, piece[name]);
    }
  }
};

// src/operations/chat-fold.ts
var ChatFold = class {
  #isEmpty = true;
  #id = "";
  #created = 0;
  #model = "";
  #tier;
  #fingerprint;
  #usage;
  #more = {};
  #choices = /* @__PURE__ */ new Map();
  #latest;
  /**
   * What is empty never hides what is known: Azure's notes between the chunks have neither id nor model. Fields are read by
   * their own names where they have one: `chunk[name]` takes four times as long.
   */
  push(chunk2) {
    this.#isEmpty = false;
    for (const name in chunk2) {
      switch (name) {
        case "choices":
          for (const choice of chunk2.choices) this.#choice(choice.index).push(choice);
          break;
        case "id":
          this.#id = chunk2.id || this.#id;
          break;
        case "created":
          this.#created = chunk2.created || this.#created;
          break;
        case "model":
          this.#model = chunk2.model || this.#model;
          break;
        case "service_tier":
          this.#tier = chunk2.service_tier ?? this.#tier ?? null;
          break;
        case "system_fingerprint":
          this.#fingerprint = chunk2.system_fingerprint || this.#fingerprint;
          break;
        case "usage":
          this.#usage = chunk2.usage ?? this.#usage ?? null;
          break;
        case "object":
        case "obfuscation":
          break;
        default:
          keep(this.#more, name, chunk2[name]);
      }
    }
  }
  value() {
    if (this.#isEmpty) return void 0;
    const completion2 = {
      ...this.#more,
      id: this.#id,
      object: "chat.completion",
      created: this.#created,
      model: this.#model,
      choices: [...this.#choices.values()].sort((a, b) => a.index - b.index).map((choice) => choice.value()),
      ...this.#tier !== void 0 && { service_tier: this.#tier },
      ...this.#fingerprint !== void 0 && { system_fingerprint: this.#fingerprint },
      ...this.#usage !== void 0 && { usage: this.#usage }
    };
    return completion2;
  }
  characters() {
    let sum3 = 0;
    for (const choice of this.#choices.values()) sum3 += choice.characters();
    return sum3;
  }
  #choice(index) {
    if (this.#latest?.index === index) return this.#latest;
    let choice = this.#choices.get(index);
    if (choice === void 0) this.#choices.set(index, choice = new ChoiceFold(index));
    this.#latest = choice;
    return choice;
  }
};

// src/operations/pieces.ts
var PIECE = 40;
function piecesOf(text2) {
  const pieces = [];
  for (let at2 = 0; at2 < text2.length; ) {
    const end = endOf(text2, at2);
    pieces.push(text2.slice(at2, end));
    at2 = end;
  }
  return pieces;
}
function endOf(text2, start) {
  const end = start + PIECE;
  if (end >= text2.length) return text2.length;
  const space = text2.lastIndexOf(" ", end - 1);
  if (space > start) return space + 1;
  const code = text2.charCodeAt(end - 1);
  return code >= 55296 && code < 56320 ? end + 1 : end;
}

// src/operations/chat-unfold.ts
function unfoldChat(completion2) {
  const { id, created, model, choices, usage: usage3, object: _, service_tier, system_fingerprint, ...more } = completion2;
  const shared = {
    id,
    object: "chat.completion.chunk",
    created,
    model,
    ...service_tier !== void 0 && { service_tier },
    ...system_fingerprint !== void 0 && { system_fingerprint }
  };
  const pieces = choices.flatMap(piecesOfChoice);
  const chunks = pieces.map((choice, at2) => ({ ...at2 === 0 && more, ...shared, choices: [choice] }));
  if (usage3) chunks.push({ ...shared, choices: [], usage: usage3 });
  return chunks;
}
function piecesOfChoice({ index, message, finish_reason, logprobs, ...more }) {
  const deltas = deltasOf(message);
  return [
    ...deltas.map((delta) => ({ index, delta, finish_reason: null, logprobs: null })),
    { ...more, index, delta: {}, finish_reason, logprobs }
  ];
}
function deltasOf(message) {
  const { role, content, refusal, reasoning_content, reasoning, tool_calls, function_call, audio, ...rest } = message;
  const others = Object.entries(rest).filter(([, value]) => value !== null && value !== void 0);
  return [
    { role, content: "" },
    ...texts("reasoning", reasoning),
    ...texts("reasoning_content", reasoning_content),
    ...others.length > 0 ? [Object.fromEntries(others)] : [],
    ...texts("content", content),
    ...texts("refusal", refusal),
    ...Array.isArray(tool_calls) ? tool_calls.flatMap((call, at2) => isFields2(call) ? callPieces(call, at2) : []) : [],
    ...isFields2(function_call) ? [{ function_call }] : [],
    ...audio ? [{ audio }] : []
  ];
}
function texts(name, text2) {
  return typeof text2 === "string" ? piecesOf(text2).map((piece) => ({ [name]: piece })) : [];
}
function callPieces({ function: called, custom, ...call }, index) {
  const [kind, of] = isFields2(custom) ? ["custom", custom] : ["function", isFields2(called) ? called : {}];
  const text2 = kind === "custom" ? "input" : "arguments";
  const pieces = typeof of[text2] === "string" ? piecesOf(of[text2]) : [];
  return [
    { tool_calls: [{ index, ...call, [kind]: { ...of, [text2]: "" } }] },
    ...pieces.map((piece) => ({ tool_calls: [{ index, [kind]: { [text2]: piece } }] }))
  ];
}

// src/operations/check-body.ts
function refuse(param, problem) {
  throw new GatewayError({ reason: "bad_request", message: `'${param}' ${problem}`, param, status: 400, code: "invalid_request" });
}
function checkObject(body2) {
  if (typeof body2 !== "object" || body2 === null || Array.isArray(body2)) refuse("body", `must be an object, got ${show(body2)}`);
}
function checkBody(body2) {
  checkObject(body2);
  if (!("model" in body2)) refuse("model", "is missing: name a route or 'provider/model'");
  if (typeof body2.model !== "string" || body2.model === "") refuse("model", `must be a non-empty string, got ${show(body2.model)}`);
  if ("stream" in body2 && body2.stream !== void 0 && body2.stream !== null && typeof body2.stream !== "boolean") {
    refuse("stream", `must be true or false, got ${show(body2.stream)}`);
  }
}

// src/operations/chat.ts
var ROLES = ["system", "developer", "user", "assistant", "tool", "function"];
var chat = {
  check(body2) {
    checkBody(body2);
    const messages2 = body2.messages;
    if (!Array.isArray(messages2)) refuse("messages", `must be an array, got ${show(messages2)}`);
    if (messages2.length === 0) refuse("messages", "must not be empty");
    for (let at2 = 0; at2 < messages2.length; at2++) {
      const message = messages2[at2];
      if (typeof message !== "object" || message === null) refuse(`messages[${at2}]`, `must be an object, got ${show(message)}`);
      const role = "role" in message ? message.role : void 0;
      if (typeof role !== "string" || !ROLES.includes(role)) {
        refuse(`messages[${at2}].role`, `must be one of ${ROLES.join(", ")}, got ${show(role)}`);
      }
    }
    const tools = body2.tools;
    if (tools !== void 0 && tools !== null && !Array.isArray(tools)) refuse("tools", `must be an array, got ${show(tools)}`);
  },
  isContent(chunk2) {
    for (const { delta, finish_reason } of chunk2.choices) {
      if (delta.content || delta.tool_calls?.length || delta.refusal || delta.function_call) return true;
      if ("reasoning_content" in delta && delta.reasoning_content) return true;
      if ("audio" in delta && delta.audio) return true;
      if ("images" in delta && delta.images) return true;
      if (finish_reason) return true;
    }
    return false;
  },
  isWanted(chunk2, body2) {
    return chunk2.choices.length > 0 || !chunk2.usage || body2.stream_options?.include_usage === true;
  },
  isRefusal({ choices }) {
    return choices.some((choice) => choice.finish_reason === "content_filter" || Boolean("message" in choice ? choice.message.refusal : choice.delta.refusal));
  },
  usageOf({ usage: usage3 }) {
    if (!usage3) return void 0;
    return {
      inputTokens: usage3.prompt_tokens,
      outputTokens: usage3.completion_tokens,
      totalTokens: usage3.total_tokens,
      cachedTokens: usage3.prompt_tokens_details?.cached_tokens ?? 0,
      reasoningTokens: usage3.completion_tokens_details?.reasoning_tokens ?? 0
    };
  },
  fold: () => new ChatFold(),
  unfold: unfoldChat
};

// src/operations/embeddings.ts
var embeddings = {
  check(body2) {
    checkBody(body2);
    const input = body2.input;
    if (typeof input !== "string" && !Array.isArray(input)) refuse("input", `must be a string or an array, got ${show(input)}`);
    if (input.length === 0) refuse("input", "must not be empty");
  },
  isContent: () => true,
  isWanted: () => true,
  usageOf({ usage: usage3 }) {
    if (!usage3) return void 0;
    const { prompt_tokens, total_tokens } = usage3;
    return { inputTokens: prompt_tokens, outputTokens: 0, totalTokens: total_tokens, cachedTokens: 0, reasoningTokens: 0 };
  }
};

// src/operations/input-tokens.ts
var input_tokens = {
  check(body2) {
    checkBody(body2);
    const { input, tools } = body2;
    if (Array.isArray(input)) {
      for (let at2 = 0; at2 < input.length; at2++) {
        const item = input[at2];
        if (typeof item !== "object" || item === null) refuse(`input[${at2}]`, `must be an object, got ${show(item)}`);
      }
    } else if (input !== void 0 && input !== null && typeof input !== "string") refuse("input", `must be a string or an array, got ${show(input)}`);
    if (tools !== void 0 && tools !== null && !Array.isArray(tools)) refuse("tools", `must be an array, got ${show(tools)}`);
  },
  isContent: () => true,
  isWanted: () => true,
  usageOf: () => void 0
};

// src/operations/item-fold.ts
var ItemFold = class {
  /** Ours to change, as are its parts: what an event brought is copied. */
  fields;
  /** Kept apart from `fields`, by their index. */
  #content;
  #summary;
  constructor(item) {
    this.fields = { ...item };
    this.#content = partsOf(item.content);
    this.#summary = partsOf(item.summary);
  }
  /** A part of the content, also where a host never announced it. */
  content(index, type) {
    const parts2 = this.#content ??= /* @__PURE__ */ new Map();
    return parts2.get(index) ?? put(parts2, index, type === "output_text" ? { type, text: "", annotations: [] } : { type });
  }
  summary(index) {
    const parts2 = this.#summary ??= /* @__PURE__ */ new Map();
    return parts2.get(index) ?? put(parts2, index, { type: "summary_text", text: "" });
  }
  setContent(index, part) {
    put(this.#content ??= /* @__PURE__ */ new Map(), index, part);
  }
  setSummary(index, part) {
    put(this.#summary ??= /* @__PURE__ */ new Map(), index, part);
  }
  annotate(index, annotation) {
    const part = this.content(index, "output_text");
    part.annotations = [...Array.isArray(part.annotations) ? part.annotations : [], annotation];
  }
  grow(name, piece) {
    this.fields[name] = longer(this.fields[name], piece);
  }
  value() {
    return {
      ...this.fields,
      ...this.#content && { content: sorted(this.#content) },
      ...this.#summary && { summary: sorted(this.#summary) }
    };
  }
  /** What `output_text` has of it. */
  text() {
    if (this.fields.type !== "message" || this.#content === void 0) return "";
    return sorted(this.#content).map(({ type, text: text2 }) => type === "output_text" && typeof text2 === "string" ? text2 : "").join("");
  }
  /** Of text, refusals and arguments; reasoning is left out. */
  characters() {
    const { type, arguments: json, input } = this.fields;
    let sum3 = lengthOf(json) + lengthOf(input);
    if (type === "message" && this.#content) for (const { text: text2, refusal } of this.#content.values()) sum3 += lengthOf(text2) + lengthOf(refusal);
    return sum3;
  }
};
function partsOf(list2) {
  if (!Array.isArray(list2)) return void 0;
  const parts2 = /* @__PURE__ */ new Map();
  list2.forEach((part, at2) => isFields2(part) && put(parts2, at2, part));
  return parts2;
}
function put(parts2, index, part) {
  const ours = { ...part };
  parts2.set(index, ours);
  return ours;
}
function sorted(parts2) {
  return [...parts2].sort(([a], [b]) => a - b).map(([, part]) => ({ ...part }));
}
function lengthOf(value) {
  return typeof value === "string" ? value.length : 0;
}

// src/operations/responses-fold.ts
var ResponsesFold = class {
  #isEmpty = true;
  #response = {};
  #items = /* @__PURE__ */ new Map();
  push(event) {
    this.#isEmpty = false;
    switch (event.type) {
      case "response.output_text.delta": {
        const part = this.#item(event, "message").content(event.content_index, "output_text");
        part.text = longer(part.text, event.delta);
        return;
      }
      case "response.reasoning_summary_text.delta": {
        const part = this.#item(event, "reasoning").summary(event.summary_index);
        part.text = longer(part.text, event.delta);
        return;
      }
      case "response.reasoning_text.delta": {
        const part = this.#item(event, "reasoning").content(event.content_index, "reasoning_text");
        part.text = longer(part.text, event.delta);
        return;
      }
      case "response.function_call_arguments.delta": {
        const { fields: fields2 } = this.#item(event, "function_call");
        fields2.arguments = longer(fields2.arguments, event.delta);
        return;
      }
      default:
        this.#rare(event);
    }
  }
  value() {
    if (this.#isEmpty) return void 0;
    const output = this.#sorted().map((item) => item.value());
    const output_text = this.#sorted().map((item) => item.text()).join("");
    return { object: "response", status: "in_progress", ...this.#response, output, output_text };
  }
  characters() {
    let sum3 = 0;
    for (const item of this.#items.values()) sum3 += item.characters();
    return sum3;
  }
  /** What comes once or a few times a response. */
  #rare(event) {
    switch (event.type) {
      case "response.output_item.added":
      case "response.output_item.done":
        if (isFields2(event.item)) this.#items.set(event.output_index, new ItemFold(event.item));
        return;
      case "response.content_part.added":
      case "response.content_part.done":
        if (isFields2(event.part)) this.#item(event, "message").setContent(event.content_index, event.part);
        return;
      case "response.reasoning_summary_part.added":
      case "response.reasoning_summary_part.done":
        if (isFields2(event.part)) this.#item(event, "reasoning").setSummary(event.summary_index, event.part);
        return;
      case "response.output_text.annotation.added":
        this.#item(event, "message").annotate(event.content_index, event.annotation);
        return;
      case "response.output_text.done":
        this.#item(event, "message").content(event.content_index, "output_text").text = event.text;
        return;
      case "response.reasoning_text.done":
        this.#item(event, "reasoning").content(event.content_index, "reasoning_text").text = event.text;
        return;
      case "response.reasoning_summary_text.done":
        this.#item(event, "reasoning").summary(event.summary_index).text = event.text;
        return;
      case "response.refusal.delta": {
        const part = this.#item(event, "message").content(event.content_index, "refusal");
        part.refusal = longer(part.refusal, event.delta);
        return;
      }
      case "response.refusal.done":
        this.#item(event, "message").content(event.content_index, "refusal").refusal = event.refusal;
        return;
      default:
        this.#called(event);
    }
  }
  /** What tools are called with; and whole responses, the newest of which counts. */
  #called(event) {
    switch (event.type) {
      case "response.function_call_arguments.done":
        this.#item(event, "function_call").fields.arguments = event.arguments;
        return;
      case "response.mcp_call_arguments.delta":
        return this.#item(event, "mcp_call").grow("arguments", event.delta);
      case "response.mcp_call_arguments.done":
        this.#item(event, "mcp_call").fields.arguments = event.arguments;
        return;
      case "response.custom_tool_call_input.delta":
        return this.#item(event, "custom_tool_call").grow("input", event.delta);
      case "response.custom_tool_call_input.done":
        this.#item(event, "custom_tool_call").fields.input = event.input;
        return;
      case "response.code_interpreter_call_code.delta":
        return this.#item(event, "code_interpreter_call").grow("code", event.delta);
      case "response.code_interpreter_call_code.done":
        this.#item(event, "code_interpreter_call").fields.code = event.code;
        return;
      default:
        if ("response" in event && isFields2(event.response)) this.#take(event.response);
    }
  }
  /** Its own output counts where it has all that came by itself: some hosts end with a response whose output is empty. */
  #take(response) {
    this.#response = response;
    const { output } = response;
    if (!Array.isArray(output) || output.length === 0 || output.length < this.#items.size) return;
    this.#items = new Map(output.filter(isFields2).map((item, at2) => [at2, new ItemFold(item)]));
  }
  /** The item an event speaks of, also where a host never announced it. */
  #item({ output_index: index, item_id }, type) {
    let item = this.#items.get(index);
    if (item === void 0) this.#items.set(index, item = new ItemFold({ id: item_id, type, ...UNANNOUNCED[type] }));
    return item;
  }
  #sorted() {
    return [...this.#items].sort(([a], [b]) => a - b).map(([, item]) => item);
  }
};
var UNANNOUNCED = {
  message: { role: "assistant", status: "in_progress", content: [] },
  reasoning: { summary: [] }
};

// src/operations/responses-unfold.ts
function unfoldResponse(response) {
  const { output_text: _, ...whole } = response;
  const begun = { ...whole, status: "in_progress", output: [], usage: null, incomplete_details: null };
  const items2 = Array.isArray(whole.output) ? whole.output.filter(isFields2) : [];
  const events = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...items2.flatMap(itemEvents),
    { type: ENDS.has(whole.status) ? `response.${String(whole.status)}` : "response.completed", response: whole }
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}
var ENDS = /* @__PURE__ */ new Set(["incomplete", "failed", "cancelled"]);
var CALLED = {
  function_call: ["arguments", "response.function_call_arguments"],
  mcp_call: ["arguments", "response.mcp_call_arguments"],
  custom_tool_call: ["input", "response.custom_tool_call_input"],
  code_interpreter_call: ["code", "response.code_interpreter_call_code"]
};
function itemEvents(item, output_index) {
  const at2 = { output_index, item_id: typeof item.id === "string" ? item.id : `item_${output_index}` };
  const [field, event] = typeof item.type === "string" && Object.hasOwn(CALLED, item.type) && CALLED[item.type] || [];
  const begun = {
    ...item,
    ..."status" in item && { status: "in_progress" },
    ...Array.isArray(item.content) && { content: [] },
    ...Array.isArray(item.summary) && { summary: [] },
    ...field !== void 0 && { [field]: "" }
  };
  return [
    { type: "response.output_item.added", output_index, item: begun },
    ...parts(item.summary).flatMap((part, summary_index) => summaryEvents(part, { ...at2, summary_index })),
    ...parts(item.content).flatMap((part, content_index) => partEvents(part, { ...at2, content_index })),
    ...field === void 0 ? [] : textEvents(event ?? "", field, item[field], at2),
    { type: "response.output_item.done", output_index, item }
  ];
}
function summaryEvents(part, at2) {
  return [
    { type: "response.reasoning_summary_part.added", ...at2, part: { ...part, text: "" } },
    ...textEvents("response.reasoning_summary_text", "text", part.text, at2),
    { type: "response.reasoning_summary_part.done", ...at2, part }
  ];
}
function partEvents(part, at2) {
  const annotations = parts(part.annotations);
  const begun = {
    ...part,
    ..."text" in part && { text: "" },
    ..."refusal" in part && { refusal: "" },
    ..."annotations" in part && { annotations: [] }
  };
  return [
    { type: "response.content_part.added", ...at2, part: begun },
    ...said(part, at2, annotations),
    { type: "response.content_part.done", ...at2, part }
  ];
}
function said(part, at2, annotations) {
  switch (part.type) {
    case "output_text": {
      const [done, ...deltas] = textEvents("response.output_text", "text", part.text, at2).reverse();
      const noted = annotations.map((annotation, annotation_index) => ({ type: "response.output_text.annotation.added", ...at2, annotation_index, annotation }));
      return [...deltas.reverse().map((delta) => ({ ...delta, logprobs: [] })), ...noted, { ...done, logprobs: part.logprobs ?? [] }];
    }
    case "refusal":
      return textEvents("response.refusal", "refusal", part.refusal, at2);
    case "reasoning_text":
      return textEvents("response.reasoning_text", "text", part.text, at2);
    default:
      return [];
  }
}
function textEvents(event, field, text2, at2) {
  if (typeof text2 !== "string") return [{ type: `${event}.done`, ...at2, [field]: "" }];
  return [...piecesOf(text2).map((delta) => ({ type: `${event}.delta`, ...at2, delta })), { type: `${event}.done`, ...at2, [field]: text2 }];
}
function parts(list2) {
  return Array.isArray(list2) ? list2.filter(isFields2) : [];
}

// src/operations/responses.ts
var CONTENT = /\.(?:delta|done|partial_image)$/;
var TERMINAL = /* @__PURE__ */ new Set(["response.completed", "response.incomplete", "response.cancelled"]);
var responses = {
  check: checkBody,
  isContent: ({ type }) => CONTENT.test(type) || TERMINAL.has(type),
  isWanted: () => true,
  usageOf(answer) {
    if ("response" in answer) return usage(answer.response?.usage);
    return "usage" in answer ? usage(answer.usage) : void 0;
  },
  fold: () => new ResponsesFold(),
  unfold: unfoldResponse
};
function usage(of) {
  if (!of) return void 0;
  return {
    inputTokens: of.input_tokens,
    outputTokens: of.output_tokens,
    totalTokens: of.total_tokens,
    cachedTokens: of.input_tokens_details?.cached_tokens ?? 0,
    reasoningTokens: of.output_tokens_details?.reasoning_tokens ?? 0
  };
}

// src/operations/index.ts
var opaque = { check: checkObject, isContent: () => true, isWanted: () => true, usageOf: () => void 0 };
var views = { chat, responses, input_tokens, embeddings };
function viewOf(operation) {
  return views[operation] ?? opaque;
}

// src/routes/pick/visit.ts
async function visited(call, at2, ask2, child, strategy) {
  const { clock } = call.scope;
  const visit = { call, at: at2, startedAt: clock.now(), hasAnswered: false, tokens: 0, isTold: false };
  child.picks += 1;
  child.inFlight += 1;
  strategy.begun?.(visit);
  let reply;
  try {
    reply = await ask2(call);
  } catch (thrown) {
    end({ isWhole: false, error: call.signal.aborted ? void 0 : toGatewayError(thrown), usage: void 0 });
    throw thrown;
  }
  visit.hasAnswered = true;
  strategy.answered?.(visit, reply.meta, clock.now());
  const { usageOf: usageOf2 } = viewOf(call.operation);
  if (!reply.stream) {
    end({ isWhole: true, error: void 0, usage: strategy.needsUsage ? usageOf2(reply.value) : void 0 });
    return reply;
  }
  let usage3;
  const events = watch(reply.events, {
    signal: call.signal,
    onEvent(event) {
      if (strategy.needsUsage) usage3 = usageOf2(event) ?? usage3;
      return true;
    },
    onEnd: (how) => end(outcomeOf(how, call, usage3))
  });
  return { ...reply, events };
  function end(outcome) {
    child.inFlight -= 1;
    strategy.ended?.(visit, outcome, clock.now());
  }
}
function outcomeOf(end, { signal }, usage3) {
  const error = end.how === "failed" && !signal.aborted ? toGatewayError(end.error) : void 0;
  return { isWhole: end.how === "done", error, usage: usage3 };
}

// src/routes/balance.ts
function balance(children, options = {}) {
  const { strategy: name = "weighted_random", whenNoneReady = "try_first" } = options;
  const weighted = Array.isArray(children) ? children.map(asWeighted) : [];
  const inputs = weighted.map(({ to }) => to);
  const state = new BalanceState(weighted.map(({ weight = 1 }) => weight));
  return {
    kind: "balance",
    children: inputs,
    detail: name,
    get details() {
      return state.weights.map((weight) => `weight ${weight}`);
    },
    check: (path) => checkBalance(path, children, weighted, options),
    setWeights(weights) {
      checkWeights("balance.setWeights", weights, inputs.length);
      state.weights = [...weights];
    },
    state: () => state.read(),
    build(handlers, house) {
      const seen = weighted.map(({ to, limits = {} }) => ({ picks: 0, inFlight: 0, facts: factsOf2(to, house), limits }));
      const strategy = strategies[name](seen, options);
      const built = { name, inputs, handlers, state, seen, strategy, whenNoneReady };
      state.add(built);
      return withProspects(balanced(built), { ...anyOf(handlers), explain: (call) => explainBalance(call, built) });
    }
  };
}
function balanced(built) {
  const { name, handlers, seen, strategy, whenNoneReady } = built;
  const canRest = handlers.some(({ readyAt, unfit }) => readyAt ?? unfit);
  return async function balance2(call) {
    const { emit, clock } = call.scope;
    const now = clock.now();
    const { weights } = built.state;
    const open2 = canRest ? readyOnly(call, handlers, weights, now) : weights;
    if (open2 === void 0) {
      const first = soonest(call, handlers, now, (at2) => weights[at2] !== 0);
      if (whenNoneReady === "fail_fast") throw noneReady(first.readyInMs);
      return visited({ ...call, isLastResort: true }, first.at, handlers[first.at], seen[first.at], strategy);
    }
    const picked = strategy.pick(call, open2, now);
    emit?.({ type: "balance.pick", callId: call.id, at: now, strategy: name, picked });
    return visited(call, picked, handlers[picked], seen[picked], strategy);
  };
}
function factsOf2(input, house) {
  if (typeof input === "string") return house.factsOf(input);
  const [only, ...others] = input.children;
  return only === void 0 || others.length > 0 ? {} : factsOf2(only, house);
}
function asWeighted(child) {
  return typeof child === "object" && child !== null && !isRoute(child) ? child : { to: child };
}

// src/routes/continue.ts
function continued(call, reply, at2, successors) {
  if (call.operation !== "chat" || !reply.stream) return reply;
  const chat2 = call;
  if (!isPlainText(chat2.body)) return reply;
  const events = new ContinuedStream(chat2, reply.events, at2, successors);
  return { ...reply, events };
}
function isPlainText({ n, response_format, modalities }) {
  return (n ?? 1) === 1 && (response_format ?? { type: "text" }).type === "text" && !modalities?.includes("audio");
}
var ContinuedStream = class {
  #call;
  #successors;
  #fold = viewOf("chat").fold?.();
  #source;
  #at;
  /** Of the first child; `undefined` while that one is read. */
  #head;
  /** Tokens of the children before this one. */
  #spent;
  /** Ends what is asked of a successor: the call's own abort, or a reader who leaves meanwhile. */
  #signal;
  #isClosed = false;
  #turn = Promise.resolve();
  constructor(call, source, at2, successors) {
    this.#call = call;
    this.#source = source;
    this.#at = at2;
    this.#successors = successors;
  }
  /** One read at a time: a second one must not find the broken source at its end. */
  next() {
    const turn = this.#turn.then(this.#read, this.#read);
    this.#turn = turn;
    return turn;
  }
  async return() {
    this.#isClosed = true;
    const closing = this.#source.return();
    this.#signal?.abort(new GatewayError({ reason: "aborted", message: "the reader closed the stream" }));
    await closing;
    return finished;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  #read = () => this.#source.next().then(this.#took, this.#broke);
  #took = (result) => {
    if (result.done) {
      this.#signal?.dispose();
      return result;
    }
    const chunk2 = this.#head === void 0 ? result.value : joined(result.value, this.#head, this.#spent);
    if (chunk2 === void 0) return this.#read();
    this.#fold.push(chunk2);
    return chunk2 === result.value ? result : { done: false, value: chunk2 };
  };
  /** The interruption is thrown as it came where nobody can go on. */
  #broke = async (thrown) => {
    if (this.#isClosed) return finished;
    const said3 = this.#fold.value();
    const text2 = textOf(said3);
    const error = toGatewayError(thrown);
    if (said3 === void 0 || text2 === void 0 || !this.#mayGoOn(error)) throw thrown;
    const { nextReady: nextReady2 } = this.#successors;
    for (let to = nextReady2(this.#at + 1); to !== void 0; to = nextReady2(to + 1)) {
      const events = await this.#ask(to, text2, thrown);
      if (this.#isClosed) return finished;
      if (events === void 0) continue;
      const { id: callId, scope } = this.#call;
      scope.emit?.({ type: "stream.continued", callId, at: scope.clock.now(), from: this.#at, to, receivedChars: text2.length, reason: error.reason });
      this.#head ??= { id: said3.id, created: said3.created };
      this.#spent = said3.usage;
      this.#source = events;
      this.#at = to;
      return this.#read();
    }
    throw thrown;
  };
  /** The successor's events; `undefined` where it failed before its first content and the next may be asked. */
  async #ask(to, text2, interruption) {
    this.#signal?.dispose();
    const signal = this.#signal = new LinkedSignal();
    signal.follow(this.#call.signal);
    try {
      const reply = await this.#successors.ask({ ...this.#call, signal, body: goingOn(this.#call.body, text2) }, to);
      if (reply.stream && !this.#isClosed) return reply.events;
      await closeReply(reply);
    } catch (thrown) {
      if (!this.#isClosed && !this.#mayGoOn(toGatewayError(thrown))) throw interruption;
    }
    return void 0;
  }
  #mayGoOn(error) {
    return !this.#call.signal.aborted && attemptsLeft(this.#call) && this.#successors.goesOn(error);
  }
};
function textOf(said3) {
  const [choice, ...others] = said3?.choices ?? [];
  if (choice === void 0 || others.length > 0 || choice.finish_reason) return void 0;
  const { content, tool_calls, function_call, refusal, audio } = choice.message;
  if (tool_calls || function_call || refusal || audio || "images" in choice.message) return void 0;
  return content?.trim() ? content : void 0;
}
function goingOn(body2, text2) {
  return { ...body2, messages: [...body2.messages, { role: "assistant", content: text2 }, { role: "user", content: GO_ON }] };
}
var GO_ON = "Your answer was cut off. Go on exactly where it stopped, in the middle of a word if need be. Repeat nothing, and say nothing of the interruption.";
function joined(chunk2, head2, spent) {
  const { usage: usage3 } = chunk2;
  if (chunk2.choices.length > 0 && !usage3 && !viewOf("chat").isContent(chunk2)) return void 0;
  const choices = chunk2.choices.map((choice) => ({ ...choice, delta: roleless(choice.delta) }));
  return { ...chunk2, ...head2, choices, ...usage3 && { usage: spent ? sum2(spent, usage3) : usage3 } };
}
function roleless(delta) {
  if (!("role" in delta)) return delta;
  const { role: _, ...rest } = delta;
  return rest;
}
function sum2(one2, other) {
  const both = new Map(Object.entries(one2));
  for (const [name, value] of Object.entries(other)) both.set(name, added(both.get(name), value));
  return Object.fromEntries(both);
}
function added(one2, other) {
  if (typeof one2 === "number" && typeof other === "number") return one2 + other;
  if (typeof one2 === "object" && typeof other === "object" && one2 && other) return sum2(one2, other);
  return other ?? one2;
}

// src/routes/going-on.ts
function goingOn2(on) {
  if (typeof on === "function") {
    return (error) => {
      try {
        return on(error);
      } catch {
        return false;
      }
    };
  }
  if (on === void 0) return (error) => meanings[error.reason].fallback;
  const reasons = new Set(on);
  return (error) => reasons.has(error.reason);
}
function mindsRefusals(on) {
  return Array.isArray(on) && on.includes("content_filter");
}
function alternativeTo(at2, handlers, goesOn) {
  const after = handlers.slice(at2 + 1);
  return after.length === 0 ? void 0 : (now, error, call) => goesOn(error) && after.some((handler) => isReady(handler, call, now));
}
function together(errors) {
  const last = errors.at(-1);
  if (errors.length === 1) return last;
  return last.with({ cause: new AggregateError(errors, `${errors.length} targets failed`) });
}

// src/routes/refusal.ts
async function unlessRefused({ operation }, reply) {
  const { isContent, isRefusal } = viewOf(operation);
  if (isRefusal === void 0) return reply;
  if (!reply.stream) {
    if (isRefusal(reply.value)) throw refused(reply);
    return reply;
  }
  const first = await prime(reply.events, isContent);
  if (first.some(isRefusal)) {
    await closeReply(reply);
    throw refused(reply);
  }
  return { ...reply, events: watch(reply.events, { first }) };
}
function refused({ meta: { target: target2, requestId } }) {
  return new GatewayError({ reason: "content_filter", message: "the answer was refused for safety", target: target2, requestId });
}

// src/routes/fallback.ts
function fallback(children, options = {}) {
  const { on, whenNoneReady = "try_first", onInterrupt = "fail" } = options;
  return {
    kind: "fallback",
    children,
    detail: Array.isArray(on) ? `on ${on.join(", ")}` : void 0,
    check(path) {
      if (!Array.isArray(children)) throw new ConfigError(`${path}.children`, "must be an array");
      checkChildren(path, children);
      checkOptions(`${path}.options`, options, ["on", "whenNoneReady", "onInterrupt"]);
      if (typeof on !== "function") checkReasons(`${path}.options.on`, on);
      checkOneOf(`${path}.options.whenNoneReady`, whenNoneReady, whenNoneReadyWords);
      checkOneOf(`${path}.options.onInterrupt`, onInterrupt, ["fail", "continue"]);
    },
    build(handlers) {
      const goesOn = goingOn2(on);
      const rules = { goesOn, seeksLarger: on === void 0, whenNoneReady, onInterrupt, alternatives: handlers.map((_, at2) => alternativeTo(at2, handlers, goesOn)), mindsRefusals: mindsRefusals(on) };
      return withProspects((call) => fallBack(call, handlers, rules), { ...anyOf(handlers), explain: (call) => explain2(call, handlers, this.detail, whenNoneReady) });
    }
  };
}
async function fallBack(call, handlers, rules) {
  const skipped = [];
  const errors = [];
  let from = -1;
  let tooSmall2 = 0;
  for (let at2 = nextReady(call, handlers, 0, skipped); at2 < handlers.length; at2 = nextReady(call, handlers, at2 + 1, skipped)) {
    if (!isLarger(handlers[at2], tooSmall2)) continue;
    if (from >= 0) announce(call, errors, from, at2);
    try {
      const reply = await ask(call, handlers, rules, at2);
      return rules.onInterrupt === "continue" ? goOn(call, handlers, rules, reply, at2) : reply;
    } catch (thrown) {
      const error = note(errors, thrown, call);
      if (rules.seeksLarger && error.reason === "context_length_exceeded") tooSmall2 = Math.max(tooSmall2, handlers[at2]?.window ?? Infinity);
      else if (!rules.goesOn(error)) throw together(errors);
      from = at2;
    }
  }
  const left = skipped.filter((at2) => isLarger(handlers[at2], tooSmall2));
  return lastResort(call, handlers, rules, left, errors, from);
}
function isLarger({ window = 0 }, tooSmall2) {
  return tooSmall2 === 0 || window > tooSmall2;
}
function ask(call, handlers, { alternatives, mindsRefusals: mindsRefusals2 }, at2) {
  const hasAlternative = alternatives[at2];
  if (hasAlternative === void 0) return handlers[at2](call);
  const reply = handlers[at2]({ ...call, hasAlternative });
  return mindsRefusals2 ? reply.then((one2) => unlessRefused(call, one2)) : reply;
}
function goOn(call, handlers, rules, reply, at2) {
  return continued(call, reply, at2, {
    goesOn: rules.goesOn,
    ask: (call2, to) => ask(call2, handlers, rules, to),
    nextReady(from) {
      const to = nextReady(call, handlers, from, []);
      return to < handlers.length ? to : void 0;
    }
  });
}
async function lastResort(call, handlers, { whenNoneReady }, skipped, errors, from) {
  const first = soonest(call, handlers, call.scope.clock.now(), (at2) => skipped.includes(at2));
  if (first.at === -1 || whenNoneReady === "fail_fast") throw errors.length === 0 ? noneReady(first.readyInMs) : together(errors);
  if (from >= 0) announce(call, errors, from, first.at);
  try {
    return await handlers[first.at]({ ...call, isLastResort: true });
  } catch (thrown) {
    const error = toGatewayError(thrown);
    throw together(error.reason === "circuit_open" ? [error, ...errors] : [...errors, error]);
  }
}
function note(errors, thrown, call) {
  const error = toGatewayError(thrown);
  errors.push(error);
  if (call.signal.aborted || !attemptsLeft(call)) throw together(errors);
  return error;
}
function announce({ id, scope }, errors, from, to) {
  const { reason } = errors.at(-1);
  scope.emit?.({ type: "fallback.next", callId: id, at: scope.clock.now(), reason, from, to });
}
function explain2(call, handlers, detail, whenNoneReady) {
  const now = call.scope.clock.now();
  const doubts = handlers.map((handler) => whyNot(handler, call, now));
  const ready = doubts.indexOf(void 0);
  const asked = ready === -1 && whenNoneReady === "try_first" ? soonest(call, handlers, now, () => true).at : ready;
  const children = handlers.map((handler, at2) => {
    const doubt = doubts[at2];
    if (at2 === asked) return explained(handler, call, "chosen", doubt && `none is ready, and this one is the nearest to it: ${doubt}`);
    return explained(handler, call, doubt === void 0 ? "spare" : "skipped", doubt);
  });
  const why = asked === -1 ? "none is ready" : ready === -1 ? "none is ready, one is tried all the same" : "the first that is ready";
  return { kind: "fallback", what: detail ?? "", verdict: asked === -1 ? "skipped" : "chosen", why, children };
}

// src/routes/keys.ts
var OF_A_KEY = ["rate_limit", "insufficient_quota", "authentication", "circuit_open"];
function overKeys(address, handlers, house) {
  const addresses2 = handlers.map(() => address);
  const falling = fallback(addresses2, { on: OF_A_KEY, whenNoneReady: "fail_fast" });
  const rings = handlers.map((handler, at2) => withProspects(falling.build([...handlers.slice(at2), ...handlers.slice(0, at2)], house), handler));
  const balanced2 = balance(addresses2, { strategy: "least_busy" }).build(rings, house);
  const { explain: explain3 } = handlers[0];
  return withProspects((call) => {
    const now = call.scope.clock.now();
    if (handlers.some((handler) => isReady(handler, call, now))) return balanced2(call);
    const first = soonest(call, handlers, now, () => true);
    return handlers[first.at](call);
  }, { ...anyOf(handlers), explain: explain3 });
}

// src/routes/target.ts
function target(named2, provider, tally = newTally()) {
  const asked = { ...named2, tally, ofKey: provider.key === void 0 ? void 0 : { key: provider.key } };
  return async function ask2(call) {
    const attempt = begin(call, asked);
    const aborted = (reason) => finish(call, asked, attempt, at(asked, reason), void 0);
    try {
      if (!provider.operations.includes(call.operation)) throw cannot(call, asked);
      const reply = await orAborted(provider.ask(call, upstream(call, named2)), call.signal, call.scope.clock, aborted);
      if (reply.stream) return await commit(call, asked, attempt, reply);
      finish(call, asked, attempt, void 0, viewOf(call.operation).usageOf(reply.value));
      return reply;
    } catch (thrown) {
      const error = at(asked, call.signal.aborted ? call.signal.reason : thrown);
      finish(call, asked, attempt, error, void 0);
      throw error;
    }
  };
}
function upstream({ manner }, named2) {
  return manner?.model === void 0 ? named2 : { ...named2, model: manner.model };
}
async function commit(call, asked, attempt, reply) {
  const view = viewOf(call.operation);
  const first = await prime(reply.events, view.isContent, call.pulse);
  attempt.firstContentMs = call.scope.clock.now() - attempt.startedAt;
  let usage3;
  return {
    ...reply,
    events: watch(reply.events, {
      first,
      onEvent(event) {
        usage3 = view.usageOf(event) ?? usage3;
        return true;
      },
      onEnd(end) {
        const why = whyEnded(end, call.signal);
        const error = why && at(asked, why);
        finish(call, asked, attempt, error, usage3);
        return error;
      }
    })
  };
}
function at({ address }, thrown) {
  const error = toGatewayError(thrown, address);
  return error.target === void 0 ? error.with({ target: address }) : error;
}
var hedged = { hedged: true };
function begin(call, { address, tally, ofKey }) {
  const { scope } = call;
  call.signal.throwIfAborted();
  if (scope.attempts.length >= scope.maxAttempts) {
    const message = `the call's budget of ${scope.maxAttempts} attempts is spent`;
    throw new GatewayError({ reason: "attempts_exhausted", message, target: address });
  }
  const attempt = {
    number: scope.attempts.length + 1,
    target: address,
    startedAt: scope.clock.now(),
    durationMs: void 0,
    firstContentMs: void 0,
    outcome: "running",
    reason: void 0,
    status: void 0,
    error: void 0
  };
  if (ofKey) Object.assign(attempt, ofKey);
  if (call.isHedge) Object.assign(attempt, hedged);
  scope.attempts.push(attempt);
  tally.calls += 1;
  tally.inFlight += 1;
  scope.emit?.({ type: "attempt.start", callId: call.id, at: attempt.startedAt, attempt: attempt.number, target: address, ...ofKey, ...call.isHedge && hedged });
  return attempt;
}
function finish(call, { address, tally, ofKey }, attempt, error, usage3) {
  if (attempt.outcome !== "running") return;
  const { clock, emit } = call.scope;
  const at2 = clock.now();
  const outcome = error === void 0 ? "ok" : error.reason === "aborted" ? "aborted" : "failed";
  tally.inFlight -= 1;
  if (outcome === "failed") {
    tally.failures += 1;
    tally.lastFailure = error?.reason;
  }
  attempt.durationMs = at2 - attempt.startedAt;
  attempt.outcome = outcome;
  attempt.reason = error?.reason;
  attempt.status = error?.status;
  attempt.error = error;
  emit?.({
    type: "attempt.end",
    callId: call.id,
    at: at2,
    attempt: attempt.number,
    target: address,
    ...ofKey,
    outcome,
    durationMs: attempt.durationMs,
    firstContentMs: attempt.firstContentMs,
    usage: usage3,
    failure: error && Object.freeze({ ...error.failure }),
    ...attempt.hedged && hedged
  });
}
function cannot(call, { provider, address }) {
  const message = `provider '${provider}' does not answer '${call.operation}' calls`;
  return new GatewayError({ reason: "unsupported", message, target: address });
}

// src/target-control.ts
function targetControl({ providers, routes = {}, defaultProvider, clock = systemClock }, known2) {
  return {
    list() {
      const now = clock.now();
      const named2 = [...known2.all()].filter(([address]) => !address.endsWith("/"));
      return named2.map(([address, controls]) => stateOf(address, controls, now));
    },
    disable(address, options = {}) {
      checkOptions("targets.disable.options", options, ["forMs"]);
      checkNumber("targets.disable.options.forMs", options.forMs, { min: 1 });
      const { forMs = Infinity } = options;
      find(address, "disable").power.offUntil = clock.now() + forMs;
    },
    enable(address) {
      find(address, "enable").power.offUntil = ON;
    },
    reset(address) {
      find(address, "reset").breaker?.reset();
    }
  };
  function find(address, asked) {
    const path = `targets.${asked}`;
    if (typeof address !== "string" || address === "") throw new ConfigError(path, `needs an address, got ${show(address)}`);
    if (Object.hasOwn(routes, address)) throw new ConfigError(path, `takes a target; '${address}' is a route: name its targets one by one`);
    const slash = address.indexOf("/");
    if (slash > 0 && Object.hasOwn(providers, address.slice(0, slash))) {
      if (slash === address.length - 1) throw new ConfigError(path, `names no model: '${address}'`);
      return known2.of(address.slice(0, slash), address.slice(slash + 1));
    }
    if (defaultProvider !== void 0) return known2.of(defaultProvider, address);
    throw new ConfigError(path, `names no provider: ${show(address)}${didYouMean(address.slice(0, Math.max(slash, 0)), Object.keys(providers))}`);
  }
}
function stateOf(address, { power, breaker, tally }, now) {
  const { circuit = "closed", keyCircuit = "closed", readyAt = now, why } = breaker?.state(now) ?? {};
  const disabled2 = now < power.offUntil;
  const readyInMs = Math.max(0, readyAt - now, disabled2 ? power.offUntil - now : 0);
  return { address, disabled: disabled2, circuit, keyCircuit, readyInMs, why: disabled2 ? "it is disabled" : why, ...tally };
}

// src/targets.ts
var MAX_TARGETS = 1e4;
var MAX_REMEMBERED2 = 200;
function targets(config, house) {
  const { providers, breaker, timeouts } = config;
  const breakerOf = breaker === false ? void 0 : breakers(breaker, keyOf);
  const usual = timeouts === false ? (call, next) => next(call) : deadlines(timeouts);
  const timing = (call, next) => (call.manner?.timing ?? usual)(call, next);
  const known2 = /* @__PURE__ */ new Map();
  let permanent = 0;
  return {
    known: (address) => known2.get(address)?.handler,
    of(provider, model) {
      const address = `${provider}/${model}`;
      return (known2.get(address) ?? (address.length > MAX_REMEMBERED2 ? make(provider, model) : remember(provider, model))).handler;
    },
    keep: () => void (permanent = known2.size),
    control: targetControl(config, {
      all: () => known2,
      of: (provider, model) => known2.get(`${provider}/${model}`) ?? remember(provider, model)
    })
  };
  function make(provider, model) {
    const asked = { provider, model, address: `${provider}/${model}` };
    const power = targetSwitch(asked);
    const tally = newTally();
    const spoken = providers[provider];
    const known3 = prospectsOf(asked, spoken, house.factsOf(asked.address));
    const isKeyed = spoken.keys !== void 0 && spoken.keys.length > 0;
    const keys3 = isKeyed ? spoken.keys : [spoken];
    const guards = [];
    const handlers = keys3.map((one2, at2) => {
      const named2 = !isKeyed ? asked : { ...asked, keyNumber: at2 + 1 };
      const guard2 = breakerOf?.(named2);
      if (guard2) guards.push(guard2);
      return compose(guard2 ? [guard2, timing] : [timing], withProspects(target(named2, one2, tally), known3));
    });
    const handler = handlers.length === 1 ? handlers[0] : overKeys(asked.address, handlers, house);
    return { handler: compose([power], handler), power, breaker: readiest(guards), tally };
  }
  function remember(provider, model) {
    if (known2.size >= MAX_TARGETS + permanent) forget();
    const made = make(provider, model);
    known2.set(`${provider}/${model}`, made);
    return made;
  }
  function forget() {
    const named2 = [...known2].slice(permanent);
    for (const [address, { power }] of named2) if (power.offUntil === ON) known2.delete(address);
  }
}
function keyOf({ provider, keyNumber }) {
  return keyNumber === void 0 ? provider : `${provider}#${keyNumber}`;
}
function readiest(guards) {
  if (guards.length < 2) return guards[0];
  return {
    state: (now) => guards.map((guard2) => guard2.state(now)).reduce((best, one2) => one2.readyAt < best.readyAt ? one2 : best),
    reset: () => guards.forEach((guard2) => guard2.reset())
  };
}

// src/addresses.ts
function addresses(config, rest) {
  const { providers, routes = {}, defaultProvider } = config;
  const passthrough = config.passthrough ?? defaultProvider ?? onlyPassthrough(providers);
  const house = { factsOf: factsOf(config.models), timeouts: config.timeouts, ...rest };
  const targets2 = targets(config, house);
  const built = /* @__PURE__ */ new Map();
  for (const name of Object.keys(routes)) buildRoute(name);
  targets2.keep();
  return Object.assign(resolve, { targets: targets2.control });
  function resolve(address, operation) {
    const known2 = built.get(address) ?? targets2.known(address);
    if (known2) return known2;
    const slash = address.indexOf("/");
    const named2 = slash > 0 ? address.slice(0, slash) : "";
    if (Object.hasOwn(providers, named2)) return targets2.of(named2, address.slice(slash + 1));
    const bare = operation === "passthrough" ? passthrough : defaultProvider;
    if (bare === void 0) throw unknown(address, operation, config);
    return targets2.of(bare, address);
  }
  function buildRoute(name) {
    const done = built.get(name) ?? build(routes[name]);
    built.set(name, done);
    return done;
  }
  function build(node) {
    if (typeof node !== "string") return node.build(node.children.map(build), house);
    return Object.hasOwn(routes, node) ? buildRoute(node) : resolve(node, "chat");
  }
}
function unknown(address, operation, { routes = {}, providers }) {
  if (operation === "passthrough") {
    const message2 = "this endpoint is not translated and no provider is named for it: set 'passthrough' in the config";
    return new GatewayError({ reason: "unknown_address", message: message2, param: "passthrough", code: "no_passthrough" });
  }
  const known2 = [...Object.keys(routes), ...Object.keys(providers).map((name) => `${name}/\u2026`)];
  const guess = didYouMean(address, Object.keys(routes));
  const message = `'${address.slice(0, 100)}' names no route and no provider${guess || "."} Known: ${known2.join(", ")}`;
  return new GatewayError({ reason: "unknown_address", message, param: "model", status: 404, code: "model_not_found" });
}
function onlyPassthrough(providers) {
  const able = Object.keys(providers).filter((name) => providers[name]?.operations.includes("passthrough"));
  return able.length === 1 ? able[0] : void 0;
}

// src/core/model-facts.ts
var numbers = ["contextWindow", "maxOutputTokens"];
var abilities2 = ["vision", "audio", "documents", "tools", "jsonSchema"];
var prices = ["input", "output", "cachedInput", "cacheWrite"];
function checkModels(path, models) {
  checkOptions(path, models, Object.keys(models ?? {}));
  for (const [name, facts] of Object.entries(models)) {
    const at2 = `${path}['${name}']`;
    if (name.indexOf("*") !== -1 && name.indexOf("*") !== name.length - 1) throw new ConfigError(at2, "may have a '*' only at its end");
    checkOptions(at2, facts, [...numbers, ...abilities2, "price"]);
    for (const fact of numbers) checkNumber(`${at2}.${fact}`, facts[fact], { min: 1 });
    for (const fact of abilities2) {
      const value = facts[fact];
      if (value !== void 0 && typeof value !== "boolean") throw new ConfigError(`${at2}.${fact}`, `must be true or false, got ${show(value)}`);
    }
    if (facts.price !== void 0) checkPrice(`${at2}.price`, facts.price);
  }
}
function checkPrice(path, price) {
  checkOptions(path, price, prices);
  for (const name of ["input", "output"]) if (price[name] === void 0) throw new ConfigError(`${path}.${name}`, "is missing: 0 where it is free");
  for (const name of prices) checkNumber(`${path}.${name}`, price[name]);
}

// src/config.ts
var keys = [
  "providers",
  "routes",
  "use",
  "on",
  "defaultProvider",
  "passthrough",
  "maxAttempts",
  "timeoutMs",
  "timeouts",
  "breaker",
  "models",
  "tokens",
  "strict",
  "clock",
  "random"
];
function checkConfig(config) {
  checkOptions("config", config, keys);
  const { providers, routes = {}, use = [], on, maxAttempts, timeoutMs, timeouts, breaker, strict } = config;
  checkOptions("providers", providers, Object.keys(providers ?? {}));
  if (Object.keys(providers).length === 0) throw new ConfigError("providers", "must name at least one provider");
  for (const [name, provider] of Object.entries(providers)) checkProvider(name, provider);
  checkOptions("routes", routes, Object.keys(routes));
  for (const [name, route] of Object.entries(routes)) {
    if (name === "") throw new ConfigError("routes['']", "needs a name");
    if (Object.hasOwn(providers, name)) throw new ConfigError(`routes.${name}`, "has the name of a provider; choose another");
    checkRoute(`routes.${name}`, route, config);
  }
  checkCycles(routes);
  if (!Array.isArray(use)) throw new ConfigError("use", `must be an array of middleware, got ${show(use)}`);
  use.forEach((middleware, at2) => checkMade(`use[${at2}]`, middleware, middlewareFactories));
  if (Array.isArray(on)) on.forEach((hook, at2) => checkMade(`on[${at2}]`, hook, ["logger"]));
  else if (on !== void 0) checkMade("on", on, ["logger"]);
  checkProviderName("defaultProvider", config.defaultProvider, config);
  checkProviderName("passthrough", config.passthrough, config);
  if (config.passthrough !== void 0 && !providers[config.passthrough]?.operations.includes("passthrough")) {
    throw new ConfigError("passthrough", `names '${config.passthrough}', whose dialect cannot take endpoints that are not translated`);
  }
  if (config.models !== void 0) checkModels("models", config.models);
  checkFunction("tokens", config.tokens);
  checkFunction("random", config.random);
  if (config.clock !== void 0) checkClock(config.clock);
  checkNumber("maxAttempts", maxAttempts, { min: 1, integer: true });
  if (timeoutMs !== false) checkNumber("timeoutMs", timeoutMs, { min: 1, max: 2 ** 31 - 1 });
  if (timeouts !== void 0 && timeouts !== false) checkTimeouts("timeouts", timeouts);
  if (breaker !== void 0 && breaker !== false) checkBreaker("breaker", breaker);
  if (strict !== void 0 && typeof strict !== "boolean") throw new ConfigError("strict", `must be true or false, got ${show(strict)}`);
}
function checkClock(clock) {
  if (typeof clock !== "object" || clock === null) throw new ConfigError("clock", `must be a clock, got ${show(clock)}`);
  for (const method of ["now", "date", "setTimeout", "clearTimeout"]) checkFunction(`clock.${method}`, Reflect.get(clock, method) ?? null);
}
function checkProvider(name, provider) {
  if (name === "" || name.includes("/")) throw new ConfigError(`providers['${name}']`, "needs a name without '/'");
  if (typeof provider === "object" && provider !== null && "ask" in provider && "operations" in provider) return;
  const hint = typeof provider === "function" ? " Did you forget to call it, as in openai()?" : "";
  throw new ConfigError(`providers.${name}`, `must be a provider, got ${show(provider)}.${hint}`);
}
function checkProviderName(path, name, { providers }) {
  checkString(path, name);
  if (name === void 0 || Object.hasOwn(providers, name)) return;
  throw new ConfigError(path, `names no provider: '${name}'${didYouMean(name, Object.keys(providers))}`);
}
function checkRoute(path, route, config) {
  if (typeof route === "string") return checkAddress(path, route, config);
  if (!isRoute(route)) throw new ConfigError(path, `must be an address or a route, got ${show(route)}`);
  route.check(path, Object.keys(config.routes ?? {}));
  route.children.forEach((child, at2) => checkRoute(`${path}.children[${at2}]`, child, config));
}
function checkAddress(path, address, { providers, routes = {}, defaultProvider }) {
  if (Object.hasOwn(routes, address)) return;
  const slash = address.indexOf("/");
  if (slash > 0 && Object.hasOwn(providers, address.slice(0, slash))) {
    if (slash === address.length - 1) throw new ConfigError(path, `names no model: '${address}'`);
    return;
  }
  if (defaultProvider !== void 0) return;
  const guess = slash > 0 ? didYouMean(address.slice(0, slash), Object.keys(providers)) : didYouMean(address, Object.keys(routes));
  throw new ConfigError(path, `names no route and no provider: '${address}'${guess}`);
}
function checkCycles(routes) {
  const done = /* @__PURE__ */ new Set();
  const follow = (node, path, above) => {
    if (typeof node !== "string") return node.children.forEach((child, at2) => follow(child, `${path}.children[${at2}]`, above));
    if (Object.hasOwn(routes, node)) enter(node, path, above);
  };
  const enter = (name, path, above) => {
    if (above.includes(name)) throw new ConfigError(path, `makes a cycle: ${[...above, name].join(" \u2192 ")}`);
    if (done.has(name)) return;
    follow(routes[name], `routes.${name}`, [...above, name]);
    done.add(name);
  };
  for (const name of Object.keys(routes)) enter(name, `routes.${name}`, []);
}

// src/core/cache-stats.ts
function noCounts() {
  return { hits: 0, misses: 0, stale: 0, shared: 0, savedInputTokens: 0, savedOutputTokens: 0, savedMs: 0 };
}
function cacheStatsOf(middleware) {
  const all = middleware.flatMap((one2) => typeof one2 === "function" && "stats" in one2 && typeof one2.stats === "function" ? [one2.stats()] : []).filter(isCacheStats);
  const sum3 = (name) => all.reduce((total2, stats) => total2 + stats[name], 0);
  const total = noCounts();
  for (const stats of all) add2(total, stats);
  return {
    kind: "cache",
    ...total,
    bypassed: sum3("bypassed"),
    stored: sum3("stored"),
    faults: sum3("faults"),
    byAddress: merged2(all.map(({ byAddress }) => byAddress)),
    byNamespace: merged2(all.map(({ byNamespace }) => byNamespace))
  };
}
function isCacheStats(value) {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "cache";
}
function add2(total, counts) {
  for (const name of Object.keys(total)) total[name] += counts[name];
}
function merged2(tables) {
  const sums = /* @__PURE__ */ new Map();
  for (const table of tables) {
    for (const [name, counts] of Object.entries(table)) {
      const sum3 = sums.get(name) ?? noCounts();
      sums.set(name, sum3);
      add2(sum3, counts);
    }
  }
  return Object.fromEntries(sums);
}

// src/core/call-options.ts
var callOptionNames = [
  "metadata",
  "timeoutMs",
  "maxAttempts",
  "maxRetries",
  "headers",
  "query",
  "idempotencyKey",
  "tenant",
  "cache"
];
var CREDENTIALS = ["authorization", "proxy-authorization", "api-key", "x-api-key", "x-goog-api-key", "ocp-apim-subscription-key", "cookie"];
var FRAMING = ["host", "content-length", "transfer-encoding", "connection", "upgrade", "expect", "te", "trailer"];
var HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
var UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
function checkCallOptions({ timeoutMs, maxAttempts, maxRetries, headers, idempotencyKey, tenant, cache: cache2 }) {
  if (timeoutMs !== void 0 && !(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs < 2 ** 31)) refuse2("timeoutMs", `must be above 0 and below 2^31, got ${show(timeoutMs)}`);
  if (maxAttempts !== void 0 && !(Number.isInteger(maxAttempts) && maxAttempts > 0)) {
    refuse2("maxAttempts", `must be a whole number above 0, got ${show(maxAttempts)}`);
  }
  if (maxRetries !== void 0 && !(Number.isInteger(maxRetries) && maxRetries >= 0)) {
    refuse2("maxRetries", `must be a whole number of at least 0, got ${show(maxRetries)}`);
  }
  for (const name in headers) {
    if (!HEADER_NAME.test(name)) refuse2(`headers.${name}`, "is no name of a header");
    if (CREDENTIALS.includes(name.toLowerCase())) refuse2(`headers.${name}`, "is a credential: it belongs to the provider's options");
    if (FRAMING.includes(name.toLowerCase())) refuse2(`headers.${name}`, "is set by the transport");
    if (UNSENDABLE.test(headers[name])) refuse2(`headers.${name}`, "has a character that no header can carry");
  }
  if (idempotencyKey !== void 0 && UNSENDABLE.test(idempotencyKey)) refuse2("idempotencyKey", "has a character that no header can carry");
  if (tenant !== void 0 && (typeof tenant !== "string" || tenant === "")) refuse2("tenant", `must be a non-empty string, got ${show(tenant)}`);
  if (cache2 !== void 0 && cache2 !== false && cache2 !== "refresh") checkCache(cache2);
}
var NAMESPACE = /^[\w.-]{1,64}$/;
function checkCache(cache2) {
  if (typeof cache2 !== "object" || cache2 === null) refuse2("cache", `must be false, 'refresh' or an object, got ${show(cache2)}`);
  for (const [name, value] of Object.entries(cache2)) {
    if (name === "ttlMs" && (value === void 0 || typeof value === "number" && value > 0)) continue;
    if (name === "namespace" && (value === void 0 || typeof value === "string" && NAMESPACE.test(value))) continue;
    refuse2(`cache.${name}`, name === "ttlMs" || name === "namespace" ? `is no ${name}: ${show(value)}` : "is not an option");
  }
}
function refuse2(param, problem) {
  throw new GatewayError({ reason: "bad_request", message: `option '${param}' ${problem}`, param, status: 400, code: "invalid_request" });
}

// src/core/emitter.ts
function createEmitter(hooks, last = console) {
  const reported = /* @__PURE__ */ new Set();
  const emitter = { emit: hooks.length === 0 ? void 0 : emit, failures: 0 };
  return emitter;
  function emit(event) {
    Object.freeze(event);
    for (const hook of hooks) tell2(hook, event);
  }
  function tell2(hook, event) {
    try {
      const pending = hook(event);
      if (pending instanceof Promise) pending.catch((error) => failed(hook, error));
    } catch (error) {
      failed(hook, error);
    }
  }
  function failed(hook, error) {
    emitter.failures += 1;
    if (reported.has(hook)) return;
    reported.add(hook);
    const others = hooks.filter((other) => other !== hook);
    if (others.length === 0) last.warn(`zerohop: a hook failed: ${error instanceof Error ? error.message : String(error)}`);
    for (const other of others) tell2(other, Object.freeze({ type: "hook.failed", error }));
  }
}

// src/core/experiment.ts
function experimentNamed(name, experiments) {
  const experiment = experiments.get(name);
  if (experiment !== void 0) return experiment;
  const known2 = [...experiments.values()].map(({ name: name2 }) => name2);
  const guess = typeof name === "string" ? didYouMean(name, known2) : "";
  throw new ConfigError("compare", `names no experiment: ${show(name)}${guess || "."} Known: ${known2.join(", ") || "none"}`);
}

// src/core/routes.ts
function routesOf(routes) {
  return {
    names: Object.keys(routes),
    toString: () => Object.entries(routes).map(([name, route]) => printRoute(route, name)).join("\n"),
    toMermaid: () => mermaid(routes)
  };
}
function mermaid(routes) {
  const lines = ["flowchart LR"];
  const names2 = new Map(Object.keys(routes).map((name, at2) => [name, `r${at2}`]));
  let count = 0;
  for (const [name, route] of Object.entries(routes)) {
    const id = names2.get(name);
    lines.push(`  ${id}(["${escaped(name)}"])`);
    lines.push(`  ${id} --> ${draw(route)}`);
  }
  return lines.join("\n");
  function draw(node) {
    const named2 = isRoute(node) ? void 0 : names2.get(node);
    if (named2 !== void 0) return named2;
    const id = `n${count++}`;
    lines.push(`  ${id}["${escaped(isRoute(node) ? labelOf(node) : node)}"]`);
    if (isRoute(node)) {
      node.children.forEach((child, at2) => {
        const detail = node.details?.[at2];
        lines.push(`  ${id} -->${detail === void 0 ? "" : `|"${escaped(detail)}"|`} ${draw(child)}`);
      });
    }
    return id;
  }
}
function labelOf({ kind, detail }) {
  return detail === void 0 || detail === "" ? kind : `${kind} (${detail})`;
}
function escaped(label) {
  return label.replace(/[^\p{L}\p{N} _./:,()-]/gu, (mark) => `#${mark.codePointAt(0)};`);
}

// src/core/running.ts
function runningCalls(clock) {
  const signals = /* @__PURE__ */ new Set();
  let drained;
  return {
    add: (signal) => void signals.add(signal),
    remove(signal) {
      signals.delete(signal);
      if (signals.size === 0) drained?.();
    },
    async drain(graceMs) {
      if (signals.size === 0) return;
      const timer = graceMs === Infinity ? void 0 : clock.setTimeout(endAll, graceMs);
      await new Promise((resolve) => {
        drained = resolve;
      });
      if (timer !== void 0) clock.clearTimeout(timer);
    }
  };
  function endAll() {
    for (const signal of signals) signal.abort(new GatewayError({ reason: "closed", message: "the gateway was closed" }));
    drained?.();
  }
}

// src/core/link-call.ts
function linkCall(signal, { signals, options }, { clock, deadline }) {
  if (signals) {
    for (const one2 of signals) if (one2) signal.follow(one2, cancelled);
  }
  if (deadline === Infinity) return signal.throwIfAborted();
  const ms = deadline - clock.now();
  const timer = clock.setTimeout(() => signal.abort(late(options?.timeoutMs ?? ms)), ms);
  signal.onDispose(() => clock.clearTimeout(timer));
  signal.throwIfAborted();
}
function cancelled(cause) {
  return new GatewayError({ reason: "aborted", message: "the caller cancelled", cause });
}
function late(ms) {
  return new GatewayError({ reason: "timeout", message: `the call took longer than its ${Math.round(ms)} ms` });
}

// src/core/warm.ts
async function warmAll(providers, clock, options = {}) {
  checkOptions("warm", options, ["timeoutMs"]);
  checkNumber("warm.timeoutMs", options.timeoutMs, { min: 1, max: 2 ** 31 - 1 });
  const found = await Promise.all(
    Object.entries(providers).flatMap(([name, provider]) => provider.warm ? [warmOne(provider, clock, options).then((warmth) => [name, warmth])] : [])
  );
  return Object.fromEntries(found);
}
async function warmOne(provider, clock, { timeoutMs = 1e4 }) {
  const startedAt = clock.now();
  const signal = new LinkedSignal();
  const late2 = new Promise((_, reject) => signal.join(reject));
  const timer = clock.setTimeout(() => signal.abort(new GatewayError({ reason: "timeout", message: `there was no connection within ${timeoutMs} ms` })), timeoutMs);
  try {
    await Promise.race([provider.warm?.(signal), late2]);
    return { ok: true, ms: clock.now() - startedAt };
  } catch (error) {
    return { ok: false, ms: clock.now() - startedAt, error: toGatewayError(error) };
  } finally {
    clock.clearTimeout(timer);
    signal.dispose();
  }
}

// src/core/watch-body.ts
function watchBody(response, signal, onEnd) {
  const { body: body2, status, statusText, headers } = response;
  if (body2 === null) {
    onEnd({ how: "done" });
    return response;
  }
  const reader = body2.getReader();
  let over = false;
  let unlisten;
  const watched = new ReadableStream({ start, pull, cancel }, { highWaterMark: 0 });
  return new Response(watched, { status, statusText, headers });
  function start(controller) {
    unlisten = signal.onAbort((reason) => {
      reader.cancel().catch(() => {
      });
      controller.error(asWebError(end({ how: "failed", error: reason }) ?? reason));
    });
  }
  async function pull(controller) {
    try {
      const { done, value } = await reader.read();
      if (over) return;
      if (!done) return controller.enqueue(value);
      end({ how: "done" });
      controller.close();
    } catch (error) {
      if (!over) controller.error(asWebError(end({ how: "failed", error }) ?? error));
    }
  }
  async function cancel() {
    end({ how: "closed" });
    await reader.cancel();
  }
  function end(how) {
    over = true;
    unlisten?.();
    return onEnd(how);
  }
}
function asWebError(error) {
  const isAbort = error instanceof GatewayError && error.reason === "aborted";
  return isAbort ? new DOMException(error.message, "AbortError") : error;
}

// src/explainer.ts
function explainer(resolve, clock, { maxAttempts = 10, strict = false, tokens }) {
  return (body2, { operation = operationOf(body2), stream = streams(body2), ...options } = {}) => {
    viewOf(operation).check(body2);
    checkCallOptions(options);
    const scope = { clock, random: likely, emit: void 0, attempts: [], maxAttempts: options.maxAttempts ?? maxAttempts, deadline: Infinity, strict, tokens };
    const call = { id: "explanation", operation, body: body2, stream, signal: new LinkedSignal(), options, scope };
    const handler = resolve(String(body2.model), operation);
    const decision = explained(handler, call);
    const rests = decision.kind === "target" ? whyNot({ readyAt: handler.readyAt }, call, clock.now()) : void 0;
    return rests === void 0 ? decision : { ...decision, verdict: "skipped", why: rests };
  };
}
var likely = () => 0.5;
function operationOf(body2) {
  return typeof body2 === "object" && body2 !== null && !("messages" in body2) && "input" in body2 ? "responses" : "chat";
}
function streams(body2) {
  return typeof body2 === "object" && body2 !== null && "stream" in body2 && body2.stream === true;
}

// src/engine.ts
function createEngine(config) {
  checkConfig(config);
  const { providers, routes = {}, use = [], clock = systemClock, random = Math.random, maxAttempts = 10, timeoutMs, strict = false } = config;
  const hooks = config.on === void 0 ? [] : typeof config.on === "function" ? [config.on] : config.on;
  const emitter = createEmitter(hooks);
  const running = runningCalls(clock);
  const experiments = /* @__PURE__ */ new Map();
  const resolve = addresses(config, { experiments, running });
  const entry = compose(use, (call) => resolve(String(call.body.model), call.operation)(call));
  let closing;
  return {
    handle,
    providers: Object.keys(providers),
    routes: routesOf(routes),
    explain: explainer(resolve, clock, config),
    targets: resolve.targets,
    get hookFailures() {
      return emitter.failures;
    },
    compare: (name) => experimentNamed(name, experiments).compare(),
    stats: () => ({ cache: cacheStatsOf(use) }),
    warm: (options) => warmAll(providers, clock, options),
    close({ graceMs = 1e4 } = {}) {
      if (graceMs !== Infinity) checkNumber("close.graceMs", graceMs, { max: 2 ** 31 - 1 });
      return closing ??= shut(graceMs);
    }
  };
  async function handle(request) {
    const { operation, body: body2, stream = false, options = noOptions } = request;
    const startedAt = clock.now();
    const signal = new LinkedSignal();
    const call = { id: crypto.randomUUID(), operation, body: body2, stream, signal, options, scope: scopeOf(options, stream, startedAt), ...unset };
    running.add(signal);
    announce2(call, startedAt);
    try {
      if (closing !== void 0) throw new GatewayError({ reason: "closed", message: "the gateway is closed" });
      viewOf(operation).check(body2);
      if (options !== noOptions) checkCallOptions(options);
      linkCall(signal, request, call.scope);
      const reply = await orAborted(entry(call), signal, clock);
      const meta = { ...reply.meta, callId: call.id, attempts: call.scope.attempts };
      if (reply.stream) return { stream: true, events: accounted(call, startedAt, reply), meta };
      const { value } = reply;
      if (value instanceof Response) {
        const onEnd = (how) => end(call, startedAt, whyEnded(how, signal), meta, void 0);
        return { stream: false, value: watchBody(value, signal, onEnd), meta };
      }
      end(call, startedAt, void 0, meta, viewOf(operation).usageOf(value));
      return { stream: false, value, meta };
    } catch (thrown) {
      throw end(call, startedAt, toGatewayError(signal.aborted ? signal.reason : thrown), void 0, void 0);
    }
  }
  async function shut(graceMs) {
    await running.drain(graceMs);
    await Promise.all(Object.values(providers).map((provider) => provider.close?.()));
  }
  function scopeOf(options, stream, startedAt) {
    const limit = options.timeoutMs ?? timeoutMs ?? (stream ? STREAM_TIMEOUT_MS : TIMEOUT_MS);
    return {
      clock,
      random,
      emit: emitter.emit,
      attempts: [],
      maxAttempts: options.maxAttempts ?? maxAttempts,
      deadline: limit === false ? Infinity : startedAt + limit,
      strict,
      tokens: config.tokens,
      running
    };
  }
  function announce2(call, at2) {
    emitter.emit?.({ type: "call.start", at: at2, ...factsOf3(call) });
  }
  function accounted(call, startedAt, reply) {
    const { usageOf: usageOf2, isWanted, fold: begin2 } = viewOf(call.operation);
    const received = begin2?.();
    let usage3;
    return watch(reply.events, {
      signal: call.signal,
      onEvent(event) {
        usage3 = usageOf2(event) ?? usage3;
        if (!isWanted(event, call.body)) return false;
        received?.push(event);
        return true;
      },
      onEnd(how) {
        const why = whyEnded(how, call.signal);
        const error = why === void 0 || why.reason === "aborted" ? why : interrupted(why, call.operation, received, usage3);
        return end(call, startedAt, error, reply.meta, usage3);
      }
    });
  }
  function end(call, startedAt, failed, meta, usage3) {
    const { signal, scope } = call;
    signal.dispose();
    running.remove(signal);
    const error = failed && told(failed, scope.attempts);
    const at2 = clock.now();
    emitter.emit?.({
      type: "call.end",
      at: at2,
      ...factsOf3(call),
      outcome: error === void 0 ? "ok" : error.reason === "aborted" ? "aborted" : "failed",
      durationMs: at2 - startedAt,
      target: meta?.target,
      attempts: scope.attempts.map((attempt) => Object.freeze({ ...attempt })),
      usage: meta?.cache !== void 0 && UNPAID.has(meta.cache) ? void 0 : usage3,
      ...meta?.cache !== void 0 && { cache: meta.cache, saved: meta.saved ?? (meta.cache === "shared" ? usage3 : void 0) },
      failure: error && Object.freeze({ ...error.failure })
    });
    return error;
  }
}
var noOptions = {};
var unset = { pulse: void 0, hasAlternative: void 0, isLastResort: void 0, isHedge: void 0, manner: void 0 };
var UNPAID = /* @__PURE__ */ new Set(["hit", "stale", "shared"]);
var TIMEOUT_MS = 12e5;
var STREAM_TIMEOUT_MS = 36e5;
function factsOf3(call) {
  const { id: callId, operation, stream, options } = call;
  return { callId, operation, address: addressOf(call), stream, metadata: options.metadata };
}
function addressOf({ body: body2 }) {
  const model = body2?.model;
  return typeof model === "string" ? model : show(model);
}
function told(error, attempts) {
  return error.with({ message: explain(error.failure, error.target, attempts), attempts, cause: error.cause });
}
function interrupted(why, operation, fold, usage3) {
  const { failure, target: target2, cause } = why;
  const count = fold?.characters() ?? 0;
  const message = `${sentence(failure.message)} The stream broke off after ${count} character${count === 1 ? "" : "s"}; the error's 'partial' has what came.`;
  return new StreamInterruptedError({ ...failure, message, target: target2, cause }, { operation, partial: fold?.value(), usage: usage3 });
}

// src/stores/parts.ts
function isCache(store) {
  return has(store, ["get", "set", "delete"]);
}
function isCounter(store) {
  return has(store, ["add", "sum"]);
}
function isState(store) {
  return has(store, ["read", "write", "remove"]);
}
function isWhole(store) {
  return isCache(store) && isCounter(store) && isState(store) && has(store, ["clear", "close"]);
}
function isStore(value) {
  if (typeof value !== "object" || value === null) return false;
  const store = value;
  return isCache(store) || isCounter(store) || isState(store);
}
function has(store, names2) {
  return names2.every((name) => typeof Reflect.get(store, name) === "function");
}

// src/hash/sha256.node.ts
import { createHash } from "node:crypto";
function sha256(text2) {
  return createHash("sha256").update(text2).digest("base64url");
}

// src/stores/guard.ts
var Guard = class {
  faults = 0;
  #options;
  #faultsInRow = 0;
  #restsUntil = -Infinity;
  constructor(options) {
    this.#options = options;
  }
  ask(question) {
    const { clock, timeoutMs, restAfter, restMs } = this.#options;
    if (this.#faultsInRow >= restAfter) {
      const now = clock.now();
      if (now < this.#restsUntil) return this.#without(question, new Error(`the store is left alone after ${this.#faultsInRow} faults in a row`));
      this.#restsUntil = now + restMs;
    }
    return new Promise((resolve) => {
      let isOver = false;
      const timer = clock.setTimeout(() => failed(new Error(`the store gave no answer within ${timeoutMs} ms`)), timeoutMs);
      askedBy(question).then(answered, failed);
      function settle() {
        if (isOver) return false;
        isOver = true;
        clock.clearTimeout(timer);
        return true;
      }
      const recovered = () => void (this.#faultsInRow = 0);
      const without = (error) => {
        this.#fault(question.operation, error);
        resolve(this.#without(question, error));
      };
      function answered(answer) {
        if (!settle()) return;
        recovered();
        resolve(answer);
      }
      function failed(error) {
        if (settle()) without(error);
      }
    });
  }
  async #without({ operation, instead }, error) {
    if (this.#options.onFailure === "bypass") return instead();
    throw new Error(`store.${operation} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  #fault(operation, error) {
    const { onFault, restAfter, restMs, clock } = this.#options;
    this.faults += 1;
    this.#faultsInRow += 1;
    if (this.#faultsInRow >= restAfter) this.#restsUntil = clock.now() + restMs;
    if (this.#faultsInRow > 1) return;
    try {
      onFault?.({ operation, error, faults: this.faults });
    } catch {
    }
  }
};
async function askedBy({ ask: ask2, check: check2 }) {
  return check2(await ask2());
}

// src/stores/json.ts
function toJson(value) {
  const json = JSON.stringify(value);
  if (json === void 0) throw new TypeError(`a store keeps JSON, got ${typeof value}`);
  return json;
}

// src/stores/shelf.ts
var ENTRY_BYTES = 256;
var SWEPT_PER_WRITE = 2;
var Shelf = class {
  bytes = 0;
  #options;
  #entries = /* @__PURE__ */ new Map();
  #newest;
  #oldest;
  /** Where the sweep goes on. */
  #hand;
  constructor(options) {
    this.#options = options;
  }
  get size() {
    return this.#entries.size;
  }
  /** What is there, and now the most recently used. */
  get(key) {
    const entry = this.#entries.get(key);
    if (entry === void 0) return void 0;
    if (!(entry.until > this.#options.now())) return this.#drop(entry);
    this.#unlink(entry);
    this.#link(entry);
    return entry;
  }
  /** `chars`: the length of the texts in the value. False where it is too large for the whole shelf; then nothing is kept. */
  put(key, value, chars, until) {
    const { maxEntries, maxBytes } = this.#options;
    const bytes = ENTRY_BYTES + 2 * (key.length + chars);
    const before = this.#entries.get(key);
    if (bytes > maxBytes) {
      if (before) this.#drop(before);
      return false;
    }
    const entry = before ?? { key, value, until, bytes, newer: void 0, older: void 0 };
    if (before) this.#unlink(before);
    else this.#entries.set(key, entry);
    this.bytes += bytes - (before?.bytes ?? 0);
    Object.assign(entry, { value, until, bytes });
    this.#link(entry);
    this.#sweep();
    while (this.#oldest && (this.#entries.size > maxEntries || this.bytes > maxBytes)) this.#drop(this.#oldest);
    return true;
  }
  /** True where something was there. */
  delete(key) {
    const entry = this.#entries.get(key);
    if (entry === void 0) return false;
    this.#drop(entry);
    return entry.until > this.#options.now();
  }
  /** How many were there. */
  clear(prefix) {
    let cleared = 0;
    for (const key of this.#entries.keys()) {
      if (key.startsWith(prefix) && this.delete(key)) cleared += 1;
    }
    return cleared;
  }
  #sweep() {
    const now = this.#options.now();
    for (let looked = 0; looked < SWEPT_PER_WRITE; looked++) {
      const entry = this.#hand ?? this.#oldest;
      if (entry === void 0) return;
      this.#hand = entry.newer;
      if (!(entry.until > now)) this.#drop(entry);
    }
  }
  #drop(entry) {
    this.#entries.delete(entry.key);
    this.bytes -= entry.bytes;
    this.#unlink(entry);
  }
  #link(entry) {
    entry.older = this.#newest;
    entry.newer = void 0;
    if (this.#newest) this.#newest.newer = entry;
    else this.#oldest = entry;
    this.#newest = entry;
  }
  #unlink(entry) {
    if (this.#hand === entry) this.#hand = entry.newer;
    if (entry.newer) entry.newer.older = entry.older;
    else this.#newest = entry.older;
    if (entry.older) entry.older.newer = entry.newer;
    else this.#oldest = entry.newer;
  }
};

// src/stores/sums.ts
var Sums = class {
  shelf;
  #now;
  constructor(options) {
    this.shelf = new Shelf(options);
    this.#now = options.now;
  }
  sum(key) {
    return this.shelf.get(key)?.value ?? 0;
  }
  add(key, amount, ttlMs) {
    const before = this.shelf.get(key);
    const sum3 = (before?.value ?? 0) + amount;
    this.#keep(key, sum3, before?.until ?? this.#now() + ttlMs);
    return sum3;
  }
  /** Another store counts, and this is what it said when `amount` was added: where only that is in the sum, its time begins. */
  learn(key, sum3, amount, ttlMs) {
    const begun = sum3 === amount ? void 0 : this.shelf.get(key)?.until;
    this.#keep(key, sum3, begun ?? this.#now() + ttlMs);
  }
  #keep(key, sum3, until) {
    if (!this.shelf.put(key, sum3, 0, until)) throw new RangeError("the key of a sum is larger than the whole store");
  }
};

// src/stores/memory.ts
function memoryStore(options = {}) {
  checkOptions("memoryStore", options, ["maxEntries", "maxBytes", "clock"]);
  const { maxEntries = 1e4, maxBytes = 64 * 1024 * 1024, clock = systemClock } = options;
  checkNumber("memoryStore.maxEntries", maxEntries, { min: 1, integer: true });
  checkNumber("memoryStore.maxBytes", maxBytes, { min: 1024, integer: true });
  const now = () => clock.now();
  const bounds = { maxEntries, maxBytes, now };
  const values = new Shelf(bounds);
  const sums = new Sums(bounds);
  const states = new Shelf(bounds);
  const shelves = [values, sums.shelf, states];
  const clear = (prefix) => shelves.reduce((sum3, shelf) => sum3 + shelf.clear(prefix), 0);
  let writes = 0;
  return {
    async get(key) {
      const entry = values.get(key);
      return entry && open(entry.value);
    },
    async set(key, value, ttlMs = Infinity) {
      const kept = keep2(value);
      return values.put(key, kept, charsOf(kept), now() + ttlMs);
    },
    delete: async (key) => values.delete(key),
    add: async (key, amount, ttlMs) => sums.add(key, amount, ttlMs),
    sum: async (key) => sums.sum(key),
    async read(key) {
      const entry = states.get(key);
      return entry && { value: open(entry.value.kept), version: entry.value.version };
    },
    async write(key, value, version, ttlMs = Infinity) {
      const kept = keep2(value);
      if (states.get(key)?.value.version !== version) return false;
      writes += 1;
      const fits = states.put(key, { kept, version: String(writes) }, charsOf(kept), now() + ttlMs);
      if (!fits) throw new RangeError("a state is larger than the whole store");
      return true;
    },
    remove: async (key) => states.delete(key),
    clear: async (prefix) => clear(prefix),
    close: async () => void clear(""),
    get entries() {
      return shelves.reduce((sum3, { size }) => sum3 + size, 0);
    },
    get bytes() {
      return shelves.reduce((sum3, { bytes }) => sum3 + bytes, 0);
    }
  };
}
function keep2(value) {
  return typeof value === "string" ? value : { json: toJson(value) };
}
function open(kept) {
  return typeof kept === "string" ? kept : JSON.parse(kept.json);
}
function charsOf(kept) {
  return typeof kept === "string" ? kept.length : kept.json.length;
}

// src/stores/guarded.ts
var REMEMBERED = { maxEntries: 1e4, maxBytes: 64 * 1024 * 1024 };
var OWN = "bypass:";
function guarded(store, options = {}) {
  if (!isStore(store)) throw new ConfigError("guarded.store", "must be a store: get, set and delete; add and sum; or read, write and remove");
  checkOptions("guarded", options, ["timeoutMs", "onFailure", "onFault", "restAfter", "restMs", "clock"]);
  const { timeoutMs = 50, onFailure = "bypass", onFault, restAfter = 3, restMs = 1e3, clock = systemClock } = options;
  checkNumber("guarded.timeoutMs", timeoutMs, { min: 1 });
  checkOneOf("guarded.onFailure", onFailure, ["bypass", "fail"]);
  checkFunction("guarded.onFault", onFault);
  checkNumber("guarded.restAfter", restAfter, { min: 1, integer: true });
  checkNumber("guarded.restMs", restMs);
  const guard2 = new Guard({ timeoutMs, onFailure, onFault, restAfter, restMs, clock });
  return {
    ...isCache(store) && guardedCache(guard2, store),
    ...isCounter(store) && guardedCounter(guard2, store, clock),
    ...isState(store) && guardedState(guard2, store, clock),
    ...isWhole(store) && guardedConnection(guard2, store),
    get faults() {
      return guard2.faults;
    }
  };
}
function guardedCache(guard2, store) {
  return {
    get: (key) => guard2.ask({ operation: "get", ask: () => store.get(key), check: anything, instead: nothing3 }),
    set: (key, value, ttlMs) => guard2.ask({ operation: "set", ask: () => store.set(key, value, ttlMs), check: anything, instead: nothing3 }),
    delete: (key) => guard2.ask({ operation: "delete", ask: () => store.delete(key), check: aBoolean, instead: no })
  };
}
function guardedCounter(guard2, store, clock) {
  const known2 = new Sums({ ...REMEMBERED, now: () => clock.now() });
  return {
    async add(key, amount, ttlMs) {
      let isOwn = false;
      const instead = () => (isOwn = true, known2.add(key, amount, ttlMs));
      const sum3 = await guard2.ask({ operation: "add", ask: () => store.add(key, amount, ttlMs), check: aNumber, instead });
      if (!isOwn) known2.learn(key, sum3, amount, ttlMs);
      return sum3;
    },
    sum: (key) => guard2.ask({ operation: "sum", ask: () => store.sum(key), check: aNumber, instead: () => known2.sum(key) })
  };
}
function guardedState(guard2, store, clock) {
  const own = memoryStore({ ...REMEMBERED, clock });
  const ownVersion = (version) => version?.startsWith(OWN) ? version.slice(OWN.length) : version && "";
  return {
    read: (key) => guard2.ask({ operation: "read", ask: () => store.read(key), check: itIsBack(aState), instead: () => ownRead(key) }),
    write: (key, value, version, ttlMs) => guard2.ask({
      operation: "write",
      ask: () => store.write(key, value, version, ttlMs),
      check: itIsBack(aBoolean),
      instead: () => own.write(key, value, ownVersion(version), ttlMs)
    }),
    remove: (key) => guard2.ask({ operation: "remove", ask: () => store.remove(key), check: itIsBack(aBoolean), instead: () => own.remove(key) })
  };
  async function ownRead(key) {
    const state = await own.read(key);
    return state && { value: state.value, version: OWN + state.version };
  }
  function itIsBack(check2) {
    return (answer) => {
      const checked = check2(answer);
      if (own.entries > 0) void own.clear("");
      return checked;
    };
  }
}
function guardedConnection(guard2, store) {
  return {
    clear: (prefix) => guard2.ask({ operation: "clear", ask: () => store.clear(prefix), check: aNumber, instead: () => 0 }),
    close: () => guard2.ask({ operation: "close", ask: () => store.close(), check: nothing3, instead: nothing3 })
  };
}
function nothing3() {
}
function no() {
  return false;
}
function anything(answer) {
  return answer;
}
function aBoolean(answer) {
  if (typeof answer !== "boolean") throw new TypeError(`the store gave ${typeof answer} for true or false`);
  return answer;
}
function aNumber(answer) {
  if (typeof answer !== "number" || !Number.isFinite(answer)) throw new TypeError(`the store gave ${typeof answer} for a number`);
  return answer;
}
function aState(answer) {
  if (answer === void 0) return void 0;
  const { value, version } = answer ?? {};
  if (typeof version !== "string") throw new TypeError("the store gave a state without a version");
  return { value, version };
}

// src/middleware/cache-answers.ts
function isCacheable({ operation, body: body2 }, { tools = false, temperature = false }) {
  const asked = body2;
  if (operation === "passthrough") return false;
  if (asked.conversation || asked.background === true) return false;
  if (!temperature && typeof asked.temperature === "number" && asked.temperature > 0) return false;
  return tools || !(isSome(asked.tools) || isSome(asked.functions) || isSome(asked.web_search_options) || isSome(asked.mcp_servers));
}
function isSome(value) {
  return Array.isArray(value) ? value.length > 0 : value !== void 0 && value !== null;
}
function isKeepable(operation, value, keep3) {
  if (!isFields2(value)) return false;
  switch (operation) {
    case "chat":
      return list(value.choices).length > 0 && list(value.choices).every((choice) => isKeptChoice(choice, keep3));
    case "responses":
      return isKeptResponse(value, keep3);
    default:
      return !(value instanceof Response);
  }
}
function isAnswer(operation, value) {
  if (!isFields2(value)) return false;
  if (operation === "chat") return list(value.choices).length > 0 && list(value.choices).every((choice) => isFields2(choice.message));
  return operation !== "responses" || Array.isArray(value.output);
}
function isKeptChoice({ finish_reason, message }, { tools = false, truncated = false }) {
  if (!isFields2(message) || message.refusal) return false;
  const { content, audio, images } = message;
  const calls = isSome(message.tool_calls) || isSome(message.function_call);
  if (calls && !tools) return false;
  if (!calls && !content && !isSome(audio) && !isSome(images)) return false;
  if (finish_reason === "stop") return true;
  return finish_reason === "length" ? truncated : calls && (finish_reason === "tool_calls" || finish_reason === "function_call");
}
function isKeptResponse({ status, error, incomplete_details, output }, { tools = false, truncated = false }) {
  const items2 = list(output);
  if (error || items2.length === 0) return false;
  const cut = status === "incomplete" && isFields2(incomplete_details) && incomplete_details.reason === "max_output_tokens";
  if (status !== "completed" && !(cut && truncated)) return false;
  const parts2 = items2.flatMap(({ content }) => list(content));
  if (parts2.some(({ type }) => type === "refusal")) return false;
  const calls = items2.some(({ type }) => typeof type === "string" && type.endsWith("_call"));
  return calls ? tools : parts2.some(({ type, text: text2 }) => type !== "output_text" || text2);
}
function list(value) {
  return Array.isArray(value) ? value.filter(isFields2) : [];
}

// src/middleware/cache-entry.ts
var VERSION = 1;
var LASTING = ["x-request-id", "request-id", "openai-version", "anthropic-version"];
function writeEntry(key, { at: at2, ttlMs, tookMs, meta, usage: usage3 }, answer) {
  const { target: target2, status, requestId } = meta;
  const headers = Object.fromEntries(LASTING.flatMap((name) => meta.headers[name] === void 0 ? [] : [[name, meta.headers[name]]]));
  const facts = JSON.stringify({ v: VERSION, key, at: at2, ttlMs, tookMs, meta: { target: target2, status, requestId, headers }, usage: usage3 });
  return `${facts.slice(0, -1)},${answer}}`;
}
function readEntry(key, text2) {
  if (typeof text2 !== "string") throw new TypeError("the store gave no text");
  const entry = JSON.parse(text2);
  if (!isEntry(entry, key)) throw new TypeError("the store gave what is no entry of this version and key");
  return isUsage(entry.usage) ? entry : { ...entry, usage: void 0 };
}
function valueOf({ operation }, { value, events }) {
  const made = events === void 0 ? value : folded(operation, events);
  if (!isAnswer(operation, made)) throw new TypeError("the entry has no answer to this kind of call");
  return made;
}
function eventsOf({ operation }, { value, events }) {
  if (events !== void 0) {
    if (events.length === 0 || !events.every((event) => isEvent(operation, event))) throw new TypeError("the entry has no stream of this kind");
    return events;
  }
  const { unfold } = viewOf(operation);
  if (unfold === void 0 || !isAnswer(operation, value)) throw new TypeError("the entry makes no stream");
  return unfold(value);
}
function isEvent(operation, event) {
  return isFields2(event) && (operation === "chat" ? Array.isArray(event.choices) : typeof event.type === "string");
}
function folded(operation, events) {
  const fold = viewOf(operation).fold?.();
  for (const event of events) fold?.push(event);
  return fold?.value();
}
function isEntry(entry, key) {
  if (!isFields2(entry) || entry.v !== VERSION || entry.key !== key || !isFields2(entry.meta)) return false;
  const { target: target2, status, headers, requestId } = entry.meta;
  const numbers2 = [entry.at, entry.ttlMs, entry.tookMs, status].every((number) => typeof number === "number" && Number.isFinite(number));
  const isKnown = typeof target2 === "string" && isFields2(headers) && Object.values(headers).every(isText) && (requestId === void 0 || isText(requestId));
  return numbers2 && isKnown && (Array.isArray(entry.events) || entry.value !== void 0);
}
function isUsage(usage3) {
  if (usage3 === void 0) return true;
  return isFields2(usage3) && USAGE.every((name) => typeof usage3[name] === "number");
}
var USAGE = ["inputTokens", "outputTokens", "totalTokens", "cachedTokens", "reasoningTokens"];
function isText(value) {
  return typeof value === "string";
}
function bytesOf(text2) {
  let bytes = text2.length;
  for (let at2 = 0; at2 < text2.length; at2++) {
    const code = text2.charCodeAt(at2);
    if (code > 127) bytes += code > 2047 && (code < 55296 || code > 57343) ? 2 : 1;
  }
  return bytes;
}

// src/middleware/cache-key.ts
var SCHEMA = 1;
var IDLE = /* @__PURE__ */ new Set([
  "stream",
  "stream_options",
  "user",
  "safety_identifier",
  "metadata",
  "prompt_cache_key",
  "prompt_cache_retention"
]);
var IDLE_IN_CHAT = /* @__PURE__ */ new Set([...IDLE, "store"]);
function textOf2({ operation, body: body2, options, manner }, tenant, namespace) {
  const { headers, query } = options;
  const asked = fields(body2, operation === "chat" ? IDLE_IN_CHAT : IDLE);
  const facts = JSON.stringify([SCHEMA, operation, namespace, tenant ?? null, manner?.model ?? null]);
  return headers || query ? `${facts}${canonical([lowerCased(headers) ?? null, query ?? null])}${asked}` : `${facts}${asked}`;
}
function mannersOf({ stream, options: { maxAttempts, maxRetries, idempotencyKey } }) {
  return JSON.stringify([stream, maxAttempts ?? null, maxRetries ?? null, idempotencyKey ?? null]);
}
function canonical(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return items(value);
  if ("toJSON" in value && typeof value.toJSON === "function") return canonical(value.toJSON());
  return fields(value);
}
function fields(object, idle) {
  let text2 = "";
  for (const name of Object.keys(object).sort()) {
    const value = object[name];
    if (value === void 0 || typeof value === "function" || typeof value === "symbol" || idle?.has(name)) continue;
    text2 += `${text2 === "" ? "" : ","}${JSON.stringify(name)}:${canonical(value)}`;
  }
  return `{${text2}}`;
}
function items(list2) {
  let text2 = "";
  for (let at2 = 0; at2 < list2.length; at2++) text2 += at2 === 0 ? canonical(list2[at2]) : `,${canonical(list2[at2])}`;
  return `[${text2}]`;
}
function lowerCased(headers) {
  return headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

// src/middleware/answer-store.ts
var PREFIX = "zerohop:cache:";
var AnswerStore = class {
  #options;
  #tally;
  /** Made at the first call, for it needs the gateway's clock. */
  #store;
  #reading = /* @__PURE__ */ new Map();
  /** What was given to the store, which does not have it yet. */
  #writing = /* @__PURE__ */ new Map();
  constructor(options, tally) {
    this.#options = options;
    this.#tally = tally;
  }
  /** `undefined` where the body is no JSON: whoever has to send it will say so. */
  keyOf(call, { namespace, tenant }) {
    let text2;
    try {
      text2 = textOf2(call, tenant, namespace);
    } catch {
      return void 0;
    }
    const digest = sha256(text2);
    const prefix = `${PREFIX}${namespace}:`;
    return typeof digest === "string" ? prefix + digest : digest.then((made) => prefix + made);
  }
  /** `undefined` where there is nothing, or nothing that is an entry: a store cannot fail a call. */
  async get(call, key) {
    const text2 = this.#writing.get(key) ?? await (this.#options.store === void 0 ? this.#of(call.scope.clock).get(key) : this.#read(call, key));
    if (text2 === void 0 || text2 === null) return void 0;
    try {
      return readEntry(key, text2);
    } catch (error) {
      this.#tally.fault(call, "entry", error);
      return void 0;
    }
  }
  /** Not waited for, and heard of only in what is counted. */
  put(call, key, text2, { ttlMs, staleMs, namespace }) {
    const bytes = bytesOf(text2);
    if (bytes > this.#options.maxEntryBytes) return;
    this.#tally.stored(call, namespace, bytes);
    this.#writing.set(key, text2);
    void this.#write(call, key, text2, ttlMs + staleMs);
  }
  async #write(call, key, text2, ttlMs) {
    try {
      await this.#of(call.scope.clock).set(key, text2, ttlMs);
      this.#tally.works();
    } catch (error) {
      this.#tally.fault(call, "set", error);
    } finally {
      if (this.#writing.get(key) === text2) this.#writing.delete(key);
    }
  }
  #read(call, key) {
    const under = this.#reading.get(key);
    if (under) return under;
    const reading = this.#ask(call, key);
    this.#reading.set(key, reading);
    return reading;
  }
  async #ask(call, key) {
    try {
      const text2 = await this.#of(call.scope.clock).get(key);
      this.#tally.works();
      return text2;
    } catch (error) {
      this.#tally.fault(call, "get", error);
      return void 0;
    } finally {
      this.#reading.delete(key);
    }
  }
  /** A store of the user's may hang or throw; ours cannot. */
  #of(clock) {
    const { store, storeTimeoutMs } = this.#options;
    return this.#store ??= store === void 0 ? memoryStore({ clock }) : guarded(store, { timeoutMs: storeTimeoutMs, onFailure: "fail", clock });
  }
};

// src/middleware/background.ts
var MAX_MS = 12e5;
async function inBackground(call, limitMs, run) {
  const { clock, running } = call.scope;
  const ms = Math.min(limitMs, MAX_MS);
  const signal = new LinkedSignal();
  const late2 = () => signal.abort(new GatewayError({ reason: "timeout", message: `the refresh took longer than its ${Math.round(ms)} ms` }));
  const timer = clock.setTimeout(late2, ms);
  running?.add(signal);
  await void 0;
  try {
    await run(copyOf(call, signal, clock.now() + ms));
  } finally {
    clock.clearTimeout(timer);
    signal.dispose();
    running?.remove(signal);
  }
}
function copyOf({ id: callId, operation, body: body2, stream, options, scope, manner }, signal, deadline) {
  const id = `${callId}-refresh`;
  const { idempotencyKey } = options;
  return {
    id,
    operation,
    body: body2,
    stream,
    signal,
    options: idempotencyKey === void 0 ? options : { ...options, idempotencyKey: `${idempotencyKey}-refresh` },
    scope: { ...scope, attempts: [], deadline },
    manner
  };
}

// src/middleware/cache-embeddings.ts
function cacheEmbeddings({ store, tally, flights, dedupe }) {
  return async function embedding(call, next, plan) {
    const inputs = inputsOf(call.body.input);
    const keys3 = await Promise.all(inputs.map((input) => store.keyOf(asking(call, input), plan)));
    if (!keys3.every((key) => key !== void 0)) return void 0;
    const known2 = plan.refresh ? /* @__PURE__ */ new Map() : await knownOf(call, keys3, plan);
    const fresh = [...new Map(keys3.map((key, at2) => [key, inputs[at2]])).entries()].filter(([key]) => !known2.has(key));
    if (known2.size > 0) hit(call, plan, keys3, known2);
    if (fresh.length === 0) return together2(call, keys3, known2, void 0);
    const { reply, cache: cache2, vectors } = await asked(call, next, plan, inputs, fresh);
    if (known2.size === 0 && fresh.length === inputs.length) return { ...reply, meta: { ...reply.meta, cache: cache2 } };
    if (vectors === void 0) throw malformed(reply, fresh.length);
    return together2(call, keys3, known2, { ...reply, meta: { ...reply.meta, cache: cache2 }, vectors });
  };
  async function knownOf(call, keys3, { ttlMs }) {
    const now = call.scope.clock.date();
    const unique = [...new Set(keys3)];
    const entries = await Promise.all(unique.map((key) => store.get(call, key)));
    const known2 = /* @__PURE__ */ new Map();
    entries.forEach((entry, at2) => {
      if (entry === void 0 || now - entry.at >= Math.min(entry.ttlMs, ttlMs)) return;
      const { value } = entry;
      if (!isFields2(value) || typeof value.model !== "string" || !isVector(value.embedding)) return tally.fault(call, "entry", new TypeError("the entry has no embedding"));
      known2.set(unique[at2], { entry, vector: value.embedding, model: value.model });
    });
    return known2;
  }
  function hit(call, { namespace }, keys3, known2) {
    const { clock } = call.scope;
    const entries = [...known2.values()].map(({ entry }) => entry);
    const ageMs = Math.max(0, ...entries.map(({ at: at2 }) => clock.date() - at2));
    const tookMs = Math.max(...entries.map((entry) => entry.tookMs));
    tally.hit(call, namespace, { ageMs, stale: false, usage: savedOf(entries), tookMs, hits: keys3.filter((key) => known2.has(key)).length });
  }
  async function asked(call, next, plan, inputs, fresh) {
    const { clock } = call.scope;
    const startedAt = clock.now();
    const isAll = fresh.length === inputs.length;
    const rest = isAll ? call : { ...call, body: { ...call.body, input: fresh.map(([, input]) => input) } };
    const flight = dedupe ? `${plan.refresh} ${mannersOf(call)} ${isAll ? JSON.stringify(typeof call.body.input) : ""} ${await sha256(fresh.map(([key]) => key).join(" "))}` : void 0;
    const { reply: coming, leader } = flights.ask(flight, rest, next, { maxBytes: 0, onValue: ({ value, meta }) => keep3(value, meta) });
    if (leader) tally.shared(call, plan.namespace, leader);
    else tally.miss(call, plan.namespace, fresh.length);
    const reply = await coming;
    const vectors = vectorsOf(reply.value, fresh.length);
    const cache2 = leader ? "shared" : plan.refresh ? "refresh" : "miss";
    return { reply, cache: cache2, vectors: vectors && new Map(fresh.map(([key], at2) => [key, vectors[at2]])) };
    function keep3(value, meta) {
      const vectors2 = vectorsOf(value, fresh.length);
      if (vectors2 === void 0 || typeof value.model !== "string") return;
      const total = fresh.reduce((sum3, [, input]) => sum3 + input.length, 0);
      fresh.forEach(([key, input], at2) => {
        const tokens = Math.round((value.usage?.prompt_tokens ?? 0) * input.length / Math.max(1, total));
        const facts = { at: clock.date(), ttlMs: plan.ttlMs, tookMs: clock.now() - startedAt, meta, usage: usageOf(tokens) };
        store.put(call, key, writeEntry(key, facts, `"value":${JSON.stringify({ model: value.model, embedding: vectors2[at2] })}`), { ...plan, staleMs: 0 });
      });
    }
  }
}
function inputsOf(input) {
  return Array.isArray(input) && typeof input[0] !== "number" ? input : [input];
}
function asking(call, input) {
  return { ...call, body: { ...call.body, input } };
}
function vectorsOf({ data }, count) {
  if (!Array.isArray(data) || data.length !== count) return void 0;
  const vectors = new Array(count);
  for (const { index, embedding } of data) vectors[index] = isVector(embedding) ? embedding : void 0;
  return vectors.length === count && Array.from(vectors).every((vector) => vector !== void 0) ? vectors : void 0;
}
function isVector(value) {
  return (typeof value === "string" || Array.isArray(value)) && value.length > 0;
}
function malformed({ value, meta }, count) {
  const message = `the answer has not the ${count} embeddings that were asked for`;
  return new GatewayError({ reason: "malformed_response", message, target: meta.target, body: { object: value.object, model: value.model } });
}
function together2({ scope }, keys3, known2, asked) {
  const entries = [...known2.values()];
  const [first] = entries;
  const data = keys3.map((key, index) => ({ object: "embedding", index, embedding: ownOf(asked?.vectors.get(key) ?? known2.get(key)?.vector) }));
  const value = { object: "list", data, model: asked?.value.model ?? first?.model ?? "", usage: asked?.value.usage ?? { prompt_tokens: 0, total_tokens: 0 } };
  const saved = savedOf(entries.map(({ entry }) => entry));
  if (asked) return { stream: false, value: { ...asked.value, ...value }, meta: { ...asked.meta, saved } };
  const cachedAt = Math.min(...entries.map(({ entry }) => entry.at));
  const meta = { ...first.entry.meta, cache: "hit", cachedAt, ageMs: Math.max(0, scope.clock.date() - cachedAt), saved };
  return { stream: false, value, meta };
}
function ownOf(vector) {
  return Array.isArray(vector) ? [...vector] : vector;
}
function savedOf(entries) {
  return usageOf(entries.reduce((sum3, { usage: usage3 }) => sum3 + (usage3?.inputTokens ?? 0), 0));
}
function usageOf(inputTokens) {
  return { inputTokens, outputTokens: 0, totalTokens: inputTokens, cachedTokens: 0, reasoningTokens: 0 };
}

// src/middleware/cache-recording.ts
function recording({ call, key, plan, keep: keep3, maxBytes, put: put2 }) {
  const { clock } = call.scope;
  const startedAt = clock.now();
  const view = viewOf(call.operation);
  let fold = call.stream ? view.fold?.() : void 0;
  return {
    maxBytes,
    onValue({ value, meta }, text2) {
      if (text2.length <= maxBytes && isKeepable(call.operation, value, keep3)) put2(entryOf(meta, value, `"value":${text2}`));
    },
    onEvent(event) {
      try {
        fold?.push(event);
      } catch {
        fold = void 0;
      }
    },
    onEvents(meta, texts2) {
      const value = fold?.value();
      if (value !== void 0 && isKeepable(call.operation, value, keep3)) put2(entryOf(meta, value, `"events":[${texts2.join(",")}]`));
    }
  };
  function entryOf(meta, value, answer) {
    return writeEntry(key, { at: clock.date(), ttlMs: plan.ttlMs, tookMs: clock.now() - startedAt, meta, usage: view.usageOf(value) }, answer);
  }
}

// src/middleware/paced-stream.ts
function pacedStream(events, paceMs, clock, signal) {
  let at2 = 0;
  let stop = nothing4;
  return {
    async next() {
      if (at2 >= events.length) return finished;
      if (at2 > 0) await pause();
      const event = events[at2++];
      return at2 > events.length ? finished : { done: false, value: event };
    },
    async return() {
      at2 = events.length;
      stop();
      return finished;
    },
    [Symbol.asyncIterator]() {
      return this;
    }
  };
  function pause() {
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        unlisten();
        resolve();
      }, paceMs);
      const unlisten = signal.onAbort((reason) => {
        at2 = events.length;
        clock.clearTimeout(timer);
        reject(reason);
      });
      stop = () => {
        clock.clearTimeout(timer);
        unlisten();
        resolve();
      };
    });
  }
}
function nothing4() {
}

// src/middleware/cache-replay.ts
function replay(call, entry, { ageMs, stale, paceMs }) {
  const meta = { ...entry.meta, cache: stale ? "stale" : "hit", cachedAt: entry.at, ageMs, saved: entry.usage };
  if (!call.stream) return { stream: false, value: valueOf(call, entry), meta };
  const events = eventsOf(call, entry);
  return { stream: true, events: paceMs > 0 ? pacedStream(events, paceMs, call.scope.clock, call.signal) : streamOf(events), meta };
}

// src/middleware/cache-rules.ts
var USUAL = /* @__PURE__ */ new Set(["chat", "responses", "embeddings"]);
function planOf(call, defaults, failed) {
  const { cache: cache2, tenant } = call.options;
  if (cache2 === false || !isCacheable(call, defaults.keep)) return void 0;
  try {
    const rule = defaults.rules.find(({ when }) => when(call) === true);
    if (rule?.ttlMs === false || rule === void 0 && !USUAL.has(call.operation)) return void 0;
    const own = typeof cache2 === "object" ? cache2 : {};
    return {
      ttlMs: own.ttlMs ?? rule?.ttlMs ?? defaults.ttlMs,
      staleMs: own.ttlMs === void 0 ? rule?.staleMs ?? defaults.staleMs : 0,
      // who says how old it may be means it
      namespace: own.namespace ?? rule?.namespace ?? defaults.namespace,
      tenant: tenantIn(defaults.tenantOf === void 0 ? tenant : defaults.tenantOf(call)),
      refresh: cache2 === "refresh"
    };
  } catch (error) {
    failed(error);
    return void 0;
  }
}
function tenantIn(tenant) {
  if (tenant === void 0 || typeof tenant === "string") return tenant;
  throw new TypeError(`tenantOf gave ${show(tenant)} for a tenant`);
}
function checkNamespace(path, namespace) {
  if (namespace === void 0 || typeof namespace === "string" && NAMESPACE.test(namespace)) return;
  throw new ConfigError(path, `must be of letters, digits, '_', '-' and '.', at most 64, got ${show(namespace)}`);
}
function checkRules(path, rules) {
  if (rules === void 0) return;
  if (!Array.isArray(rules)) throw new ConfigError(path, `must be a list of rules, got ${show(rules)}`);
  rules.forEach((rule, at2) => {
    checkOptions(`${path}[${at2}]`, rule, ["when", "ttlMs", "namespace", "staleMs"]);
    const { when, ttlMs, namespace, staleMs } = rule;
    checkFunction(`${path}[${at2}].when`, when ?? null);
    if (ttlMs !== false) checkNumber(`${path}[${at2}].ttlMs`, ttlMs, { min: 1 });
    checkNumber(`${path}[${at2}].staleMs`, staleMs);
    checkNamespace(`${path}[${at2}].namespace`, namespace);
  });
}

// src/middleware/cache-tally.ts
var MAX_NAMES = 1e3;
var THE_REST = "\u2026";
var CacheTally = class {
  #all = noCounts();
  #byAddress = /* @__PURE__ */ new Map();
  #byNamespace = /* @__PURE__ */ new Map();
  #stored = 0;
  #faults = 0;
  /** The store failed at its last turn: told once, and again when it has worked in between. */
  #isDown = false;
  bypassed = 0;
  hit(call, namespace, { ageMs, stale, usage: usage3, tookMs, hits = 1 }) {
    for (const sums of this.#sumsOf(call, namespace)) {
      sums.hits += hits;
      sums.stale += stale ? hits : 0;
      sums.savedInputTokens += usage3?.inputTokens ?? 0;
      sums.savedOutputTokens += usage3?.outputTokens ?? 0;
      sums.savedMs += tookMs;
    }
    const { emit, clock } = call.scope;
    emit?.({ type: "cache.hit", callId: call.id, at: clock.now(), namespace, ageMs, stale, savedUsage: usage3, savedMs: tookMs });
  }
  miss(call, namespace, misses = 1) {
    for (const sums of this.#sumsOf(call, namespace)) sums.misses += misses;
    call.scope.emit?.({ type: "cache.miss", callId: call.id, at: call.scope.clock.now(), namespace });
  }
  shared(call, namespace, leader) {
    for (const sums of this.#sumsOf(call, namespace)) sums.shared += 1;
    call.scope.emit?.({ type: "cache.share", callId: call.id, at: call.scope.clock.now(), leader: leader.id });
  }
  stored(call, namespace, bytes) {
    this.#stored += 1;
    call.scope.emit?.({ type: "cache.store", callId: call.id, at: call.scope.clock.now(), namespace, bytes });
  }
  fault(call, what, error) {
    this.#faults += 1;
    const isStore2 = what === "get" || what === "set";
    if (isStore2 && this.#isDown) return;
    this.#isDown ||= isStore2;
    call.scope.emit?.({ type: "cache.fault", callId: call.id, at: call.scope.clock.now(), what, error });
  }
  /** The store did what it was asked for. */
  works() {
    this.#isDown = false;
  }
  stats() {
    return {
      kind: "cache",
      ...this.#all,
      bypassed: this.bypassed,
      stored: this.#stored,
      faults: this.#faults,
      byAddress: tableOf(this.#byAddress),
      byNamespace: tableOf(this.#byNamespace)
    };
  }
  #sumsOf(call, namespace) {
    return [this.#all, named(this.#byAddress, String(call.body.model)), named(this.#byNamespace, namespace)];
  }
};
function named(table, name) {
  const known2 = table.get(name);
  if (known2) return known2;
  if (table.size >= MAX_NAMES && name !== THE_REST) return named(table, THE_REST);
  const sums = noCounts();
  table.set(name, sums);
  return sums;
}
function tableOf(table) {
  return Object.fromEntries([...table].map(([name, sums]) => [name, { ...sums }]));
}

// src/middleware/shared-stream.ts
var SharedStream = class {
  #source;
  #signal;
  #options;
  #readers = /* @__PURE__ */ new Set();
  /** Where a new reader begins; gone when there is too much behind it. */
  #head;
  #tail;
  #bytes = 0;
  #isPulling = false;
  /** How it ended. */
  end;
  /** `signal` is the source's, and ends with it. */
  constructor(source, signal, options) {
    this.#source = source;
    this.#signal = signal;
    this.#options = options;
    this.#head = this.#tail = { event: void 0, text: "", next: void 0 };
  }
  /** From the first event on. `signal` is the reader's own. */
  reader(signal) {
    const reader = new Reader(this, this.#head ?? this.#tail, signal);
    if (!reader.isOver) this.#readers.add(reader);
    return reader;
  }
  pull() {
    if (this.#isPulling || this.end) return;
    this.#isPulling = true;
    this.#source.next().then(this.#took, this.#failed);
  }
  /** A reader left; the last one ends the source. */
  async left(reader, reason) {
    if (!this.#readers.delete(reader) || this.#readers.size > 0 || this.end) return;
    this.#over({ error: reason }, void 0);
    if (reason !== void 0) this.#signal.abort(reason);
    const closing = this.#source.return();
    this.#signal.dispose();
    await closing;
  }
  #took = (result) => {
    this.#isPulling = false;
    if (this.end) return;
    if (result.done) {
      this.#over({}, this.#texts());
      this.#signal.dispose();
    } else {
      try {
        this.#append(result.value);
      } catch (error) {
        this.#source.return().catch(() => {
        });
        return this.#failed(error);
      }
    }
    for (const reader of this.#readers) reader.wake();
  };
  #failed = (error) => {
    this.#isPulling = false;
    if (this.end) return;
    this.#over({ error }, void 0);
    this.#signal.dispose();
    for (const reader of this.#readers) reader.wake();
  };
  #over(end, texts2) {
    this.end = end;
    this.#head = void 0;
    this.#options.onEnd(texts2);
  }
  #append(event) {
    this.#options.onEvent?.(event);
    const text2 = this.#head !== void 0 || this.#readers.size > 1 ? jsonOf(event) : void 0;
    this.#tail = this.#tail.next = { event, text: text2, next: void 0 };
    this.#bytes += text2?.length ?? Infinity;
    if (this.#head === void 0 || this.#bytes <= this.#options.maxBytes) return;
    this.#head = void 0;
    this.#options.onFull();
  }
  #texts() {
    if (this.#head === void 0) return void 0;
    const texts2 = [];
    for (let link = this.#head.next; link; link = link.next) texts2.push(link.text ?? "");
    return texts2;
  }
};
var Reader = class {
  #shared;
  #waiters = [];
  #unlisten;
  #last;
  /** What an abort left for the next read to throw. */
  #untold;
  isOver = false;
  constructor(shared, last, signal) {
    this.#shared = shared;
    this.#last = last;
    this.#unlisten = signal.onAbort((reason) => this.#aborted(reason));
  }
  next() {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.wake();
    });
  }
  return() {
    if (this.isOver) return Promise.resolve(finished);
    this.#close();
    return this.#shared.left(this).then(() => finished);
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  /** Gives those who wait what has come. */
  wake() {
    for (let waiter = this.#waiters.shift(); waiter; waiter = this.#waiters.shift()) {
      const { next } = this.#last;
      if (this.isOver) this.#tell(waiter);
      else if (next) {
        this.#last = next;
        waiter.resolve({ done: false, value: take(next) });
      } else if (this.#shared.end) {
        const { error } = this.#shared.end;
        if (error !== void 0) this.#untold = { reason: error };
        this.#waiters.unshift(waiter);
        this.#close();
      } else {
        this.#waiters.unshift(waiter);
        return this.#shared.pull();
      }
    }
  }
  #aborted(reason) {
    if (this.isOver) return;
    this.#untold = { reason };
    this.#close();
    this.#shared.left(this, reason).catch(() => {
    });
  }
  #close() {
    this.isOver = true;
    this.#unlisten?.();
    for (let waiter = this.#waiters.shift(); waiter; waiter = this.#waiters.shift()) this.#tell(waiter);
  }
  /** After the end: what there is to be told, once; then nothing. */
  #tell({ resolve, reject }) {
    const untold = this.#untold;
    this.#untold = void 0;
    if (untold) reject(untold.reason);
    else resolve(finished);
  }
};
function take(link) {
  const { event, text: text2 } = link;
  if (text2 === void 0) return event;
  link.event = void 0;
  return event === void 0 ? JSON.parse(text2) : event;
}
function jsonOf(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return void 0;
  }
}

// src/middleware/flight.ts
var Flights = class {
  #under = /* @__PURE__ */ new Map();
  /** How many there are. */
  get size() {
    return this.#under.size;
  }
  has(key) {
    return this.#under.has(key);
  }
  /** Joins the flight of this key, or begins it. `leader` is the call that asks; `undefined` where that is this one. Without a key nobody can join. */
  ask(key, call, next, options) {
    if (call.signal.aborted) return { reply: Promise.reject(call.signal.reason), leader: void 0 };
    const under = key === void 0 ? void 0 : this.#under.get(key);
    if (under) return { reply: under.board(call), leader: under.leader };
    const flight = new Flight(call, options, () => {
      if (key !== void 0 && this.#under.get(key) === flight) this.#under.delete(key);
    });
    if (key !== void 0) this.#under.set(key, flight);
    const reply = flight.board(call);
    void flight.run(next);
    return { reply, leader: void 0 };
  }
};
var Flight = class {
  leader;
  #options;
  /** Nobody can join any more. */
  #closed;
  /** Its own: it ends when the last one leaves, not when the first does. */
  #signal = new LinkedSignal();
  #members = /* @__PURE__ */ new Set();
  #scope;
  #stream;
  constructor(leader, options, closed) {
    this.leader = leader;
    this.#options = options;
    this.#closed = closed;
    this.#scope = { ...leader.scope };
  }
  board(call) {
    const { signal, scope } = call;
    this.#scope.deadline = Math.max(this.#scope.deadline, scope.deadline);
    if (this.#stream) return Promise.resolve({ stream: true, events: this.#stream.events.reader(signal), meta: this.#stream.meta });
    return new Promise((resolve, reject) => {
      const member = { call, resolve, reject, unlisten: () => {
      } };
      this.#members.add(member);
      member.unlisten = signal.onAbort((reason) => {
        this.#members.delete(member);
        reject(reason);
        if (this.#members.size > 0) return;
        this.#closed();
        this.#signal.abort(reason);
      });
    });
  }
  async run(next) {
    const pulse = () => this.#members.forEach(({ call }) => call.pulse?.());
    try {
      this.#landed(await next({ ...this.leader, signal: this.#signal, scope: this.#scope, pulse }));
    } catch (error) {
      this.#closed();
      for (const { reject } of this.#leaving()) reject(error);
      this.#signal.dispose();
    }
  }
  #landed(reply) {
    if (this.#members.size === 0) {
      this.#signal.dispose();
      closeReply(reply).catch(() => {
      });
    } else if (reply.stream) this.#share(reply.events, reply.meta);
    else this.#give(reply);
  }
  /** The first has the value itself; the others a copy each: what one does to it, nobody else sees. */
  #give(reply) {
    this.#closed();
    this.#signal.dispose();
    const { onValue } = this.#options;
    const text2 = onValue !== void 0 || this.#members.size > 1 ? jsonOf(reply.value) : void 0;
    if (text2 !== void 0) onValue?.(reply, text2);
    const [first, ...others] = this.#leaving();
    first?.resolve(reply);
    for (const { resolve } of others) resolve(text2 === void 0 ? reply : { ...reply, value: JSON.parse(text2) });
  }
  #share(source, meta) {
    const { maxBytes, onEvent, onEvents } = this.#options;
    const events = new SharedStream(source, this.#signal, { maxBytes, onEvent, onFull: this.#closed, onEnd });
    const closed = this.#closed;
    this.#stream = { events, meta };
    for (const { call, resolve } of this.#leaving()) resolve({ stream: true, events: events.reader(call.signal), meta });
    function onEnd(texts2) {
      closed();
      if (texts2) onEvents?.(meta, texts2);
    }
  }
  #leaving() {
    const all = [...this.#members];
    this.#members.clear();
    for (const { unlisten } of all) unlisten();
    return all;
  }
};

// src/middleware/cache.ts
function cache(options = {}) {
  check(options);
  const { ttlMs = 36e5, staleMs = 0, rules = [], namespace = "all", tenantOf, keep: keep3 = {}, maxEntryBytes = 1048576, dedupe = true, paceMs = 0 } = options;
  const defaults = { ttlMs, staleMs, rules, namespace, tenantOf, keep: keep3 };
  const tally = new CacheTally();
  const store = new AnswerStore({ store: options.store, storeTimeoutMs: options.storeTimeoutMs ?? 50, maxEntryBytes }, tally);
  const flights = new Flights();
  const refreshing = /* @__PURE__ */ new Set();
  const embeddings2 = cacheEmbeddings({ store, tally, flights, dedupe });
  return Object.assign(caching, { stats: () => tally.stats() });
  async function caching(call, next) {
    const plan = planOf(call, defaults, (error) => tally.fault(call, "rule", error));
    if (plan === void 0) return passed(call, next);
    if (call.operation === "embeddings") {
      const reply2 = await embeddings2(call, next, plan);
      return reply2 === void 0 ? passed(call, next) : reply2;
    }
    const made = store.keyOf(call, plan);
    const key = typeof made === "object" ? await made : made;
    if (key === void 0) return passed(call, next);
    if (plan.refresh) return asked(call, next, plan, key, "refresh");
    if (flights.size > 0 && isShared(call) && flights.has(flightKey(call, key, "miss"))) return asked(call, next, plan, key, "miss");
    const entry = await store.get(call, key);
    const reply = entry && given(call, next, plan, key, entry);
    return reply ?? asked(call, next, plan, key, "miss");
  }
  async function passed(call, next) {
    tally.bypassed += 1;
    const reply = await next(call);
    return { ...reply, meta: { ...reply.meta, cache: "bypass" } };
  }
  function given(call, next, plan, key, entry) {
    const ageMs = Math.max(0, call.scope.clock.date() - entry.at);
    const freshMs = Math.min(entry.ttlMs, plan.ttlMs);
    if (ageMs >= freshMs + plan.staleMs) return void 0;
    const stale = ageMs >= freshMs;
    let reply;
    try {
      reply = replay(call, entry, { ageMs, stale, paceMs });
    } catch (error) {
      tally.fault(call, "entry", error);
      return void 0;
    }
    tally.hit(call, plan.namespace, { ageMs, stale, usage: entry.usage, tookMs: entry.tookMs });
    if (stale) refresh(call, next, plan, key, freshMs + plan.staleMs - ageMs);
    return reply;
  }
  async function asked(call, next, plan, key, how) {
    const { reply: coming, leader } = flights.ask(isShared(call) ? flightKey(call, key, how) : void 0, call, next, recordingOf(call, plan, key));
    if (leader) tally.shared(call, plan.namespace, leader);
    else tally.miss(call, plan.namespace);
    const reply = await coming;
    return { ...reply, meta: { ...reply.meta, cache: leader ? "shared" : how } };
  }
  function isShared(call) {
    return dedupe && !call.isHedge;
  }
  function refresh(call, next, plan, key, limitMs) {
    const flight = flightKey(call, key, "background");
    if (refreshing.has(flight)) return;
    refreshing.add(flight);
    void inBackground(call, limitMs, async (copy) => {
      const reply = await flights.ask(flight, copy, next, recordingOf(copy, plan, key)).reply;
      if (reply.stream) for await (const _event of reply.events) ;
    }).catch((error) => tally.fault(call, "refresh", error)).finally(() => refreshing.delete(flight));
  }
  function recordingOf(call, plan, key) {
    return recording({ call, key, plan, keep: keep3, maxBytes: maxEntryBytes, put: (text2) => store.put(call, key, text2, plan) });
  }
}
function flightKey(call, key, how) {
  return `${how} ${mannersOf(call)} ${key}`;
}
var keys2 = [
  "store",
  "storeTimeoutMs",
  "ttlMs",
  "staleMs",
  "rules",
  "namespace",
  "tenantOf",
  "keep",
  "maxEntryBytes",
  "dedupe",
  "paceMs"
];
function check(options) {
  checkOptions("cache", options, keys2);
  checkNumber("cache.storeTimeoutMs", options.storeTimeoutMs, { min: 1 });
  checkNumber("cache.ttlMs", options.ttlMs, { min: 1 });
  checkNumber("cache.staleMs", options.staleMs);
  checkNumber("cache.maxEntryBytes", options.maxEntryBytes, { min: 1, integer: true });
  checkNumber("cache.paceMs", options.paceMs);
  checkFunction("cache.tenantOf", options.tenantOf);
  checkNamespace("cache.namespace", options.namespace);
  checkRules("cache.rules", options.rules);
  checkFlags("cache.keep", options.keep ?? {}, ["tools", "temperature", "truncated"]);
  if (options.store !== void 0 && !(isStore(options.store) && isCache(options.store))) throw new ConfigError("cache.store", "must be a store: get, set and delete");
  const { dedupe } = options;
  checkFlags("cache", dedupe === void 0 ? {} : { dedupe }, ["dedupe"]);
}
function checkFlags(path, flags, names2) {
  checkOptions(path, flags, names2);
  for (const [name, flag] of Object.entries(flags)) {
    if (flag !== void 0 && typeof flag !== "boolean") throw new ConfigError(`${path}.${name}`, `must be true or false, got ${show(flag)}`);
  }
}

// src/core/header.ts
function headerText(text2) {
  return text2.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?");
}
function webHeaders(headers = {}) {
  const web = new Headers();
  for (const name in headers) web.set(name, headerText(headers[name]));
  return web;
}

// src/core/fingerprint.ts
var seeds;
var Fingerprint = class {
  #a;
  #b;
  /** `fixed`: for what every process must find the same, and nobody gains by making two things look alike. @default the process's secret */
  constructor(fixed) {
    const [a, b] = fixed ?? (seeds ??= crypto.getRandomValues(new Uint32Array(2)));
    this.#a = a;
    this.#b = b;
  }
  add(text2) {
    let a = Math.imul(this.#a ^ text2.length, 2654435761);
    let b = Math.imul(this.#b ^ text2.length, 1597334677);
    for (let at2 = 0; at2 < text2.length; at2++) {
      const code = text2.charCodeAt(at2);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
      a ^= b >>> 15;
      b ^= a >>> 13;
    }
    this.#a = a >>> 0;
    this.#b = b >>> 0;
    return this;
  }
  toString() {
    return `${this.#a.toString(36)}.${this.#b.toString(36)}`;
  }
};

// src/middleware/keep-reasoning.ts
function keepReasoning(options = {}) {
  checkOptions("keepReasoning", options, ["maxAnswers", "ttlMs"]);
  checkNumber("keepReasoning.maxAnswers", options.maxAnswers, { min: 1, integer: true });
  checkNumber("keepReasoning.ttlMs", options.ttlMs, { min: 1 });
  const { maxAnswers = 500, ttlMs = 6e5 } = options;
  const kept = /* @__PURE__ */ new Map();
  return async function keeping(call, next) {
    if (call.operation !== "chat") return next(call);
    const chat2 = call;
    const reply = await next(kept.size === 0 ? chat2 : restored(chat2));
    const told2 = reply.stream ? { ...reply, events: watch(reply.events, { onEvent: collector(chat2) }) } : reply;
    if (!reply.stream) for (const { message } of reply.value.choices) keep3(chat2, message);
    return told2;
  };
  function keep3({ scope, body: body2 }, message) {
    if (!("reasoning_details" in message) || !message.tool_calls?.length) return;
    const { reasoning_content, reasoning_details, provider_fields } = message;
    const now = scope.clock.now();
    for (const [key, { until }] of kept) if (until < now || kept.size >= maxAnswers) kept.delete(key);
    const fields2 = { ...reasoning_content !== void 0 && { reasoning_content }, reasoning_details, ...provider_fields !== void 0 && { provider_fields } };
    const before = new Fingerprint();
    for (const one2 of body2.messages) before.add(said2(one2));
    kept.set(`${before} ${keyOf2(message.tool_calls)}`, { fields: fields2, until: now + ttlMs });
  }
  function restored(call) {
    const { messages: messages2 } = call.body;
    if (!messages2.some(lacksReasoning)) return call;
    let changed;
    const before = new Fingerprint();
    messages2.forEach((message, at2) => {
      const found = lacksReasoning(message) ? kept.get(`${before} ${keyOf2(message.tool_calls)}`) : void 0;
      before.add(said2(message));
      if (found === void 0 || found.until < call.scope.clock.now()) return;
      changed ??= [...messages2];
      changed[at2] = { ...message, ...found.fields };
    });
    return changed === void 0 ? call : { ...call, body: { ...call.body, messages: changed } };
  }
  function collector(call) {
    const calls = /* @__PURE__ */ new Map();
    const fields2 = {};
    let pieces = 0;
    return ({ choices: [choice] }) => {
      if (choice === void 0 || choice.index !== 0) return true;
      for (const { index, id, function: called } of choice.delta.tool_calls ?? []) {
        const one2 = calls.get(index) ?? { id: id ?? "", function: { name: "", arguments: "" } };
        calls.set(index, one2);
        one2.function.name += called?.name ?? "";
        one2.function.arguments += called?.arguments ?? "";
      }
      if ("reasoning_details" in choice.delta) {
        fields2.reasoning_details = choice.delta.reasoning_details;
        pieces += 1;
      }
      if ("provider_fields" in choice.delta) fields2.provider_fields = choice.delta.provider_fields;
      if (choice.finish_reason && pieces === 1) keep3(call, { ...fields2, tool_calls: [...calls.values()] });
      return true;
    };
  }
}
function lacksReasoning(message) {
  return message.role === "assistant" && Boolean(message.tool_calls?.length) && !("reasoning_details" in message);
}
function said2(message) {
  const calls = message.role === "assistant" && message.tool_calls ? keyOf2(message.tool_calls) : "";
  const answers2 = message.role === "tool" ? message.tool_call_id : "";
  return `${message.role} ${calls} ${answers2} ${typeof message.content === "string" ? message.content : JSON.stringify(message.content ?? "")}`;
}
function keyOf2(calls) {
  return JSON.stringify(calls.map(({ id, function: called }) => [id, called?.name, called?.arguments]));
}

// src/clients/openai/client.ts
import { APIPromise, OpenAI, PagePromise } from "openai";

// src/clients/openai/delivery.ts
import { OpenAIError } from "openai";
import { Stream } from "openai/streaming";

// src/clients/openai/errors.ts
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
function toOpenAIError(thrown) {
  if (!(thrown instanceof GatewayError) && thrown instanceof Error && gatewayErrorBrand in thrown) return thrown;
  const error = toGatewayError(thrown);
  const { message, reason, target: target2, attempts } = error;
  const worn = Object.assign(inClass(error), { message, reason, target: target2, attempts, cause: error, [gatewayErrorBrand]: true });
  return thrown instanceof StreamInterruptedError ? withReceived(worn, thrown) : worn;
}
function withReceived(worn, { operation, partial, usage: usage3 }) {
  const quiet = (value) => ({ value, configurable: true, writable: true });
  Object.defineProperties(worn, { operation: quiet(operation), partial: quiet(partial), usage: quiet(usage3), [interruptedBrand]: quiet(true) });
  return worn;
}
function inClass(error) {
  const { reason, message, failure, cause } = error;
  if (reason === "aborted") return new APIUserAbortError({ message });
  if (reason === "timeout" && failure.status === void 0) return new APIConnectionTimeoutError({ message });
  const status = failure.status ?? meanings[reason].status;
  const headers = webHeaders(failure.headers);
  if (failure.requestId && !headers.has("x-request-id")) headers.set("x-request-id", headerText(failure.requestId));
  const body2 = { error: { message, code: failure.code ?? null, param: failure.param ?? null, ...errorIn(failure.body) } };
  if (status === void 0) {
    const plain = new APIConnectionError({ message, cause: cause instanceof Error ? cause : error });
    return Object.assign(plain, { code: failure.code ?? reason, param: failure.param, error: body2.error });
  }
  return APIError.generate(status, body2, message, headers);
}
function errorIn(body2) {
  if (typeof body2 !== "object" || body2 === null) return {};
  const error = "error" in body2 ? body2.error : body2;
  return typeof error === "object" && error !== null && !Array.isArray(error) ? error : {};
}

// src/clients/openai/delivery.ts
var Delivery = class {
  options;
  requestLogID = "in-process";
  retryOfRequestLogID = void 0;
  startTime = 0;
  #reply;
  #controller;
  #response;
  #stream;
  /** Only streams have a controller from the start: their reader may abort through it. */
  constructor(reply, request, controller) {
    this.#reply = reply;
    this.options = request;
    this.#controller = controller;
  }
  get controller() {
    return this.#controller ??= new AbortController();
  }
  /** Headers always; the body is made only when somebody reads it. */
  get response() {
    return this.#response ??= this.#makeResponse();
  }
  /** True for endpoints that are not translated: the SDK parses their `Response` itself. */
  get isRaw() {
    return !this.#reply.stream && this.#reply.value instanceof Response;
  }
  /** The caller's own object: a shallow copy, for the SDK writes `_request_id` on it. */
  value(client) {
    const reply = this.#reply;
    if (reply.stream) return this.#stream ??= new Stream(once(reply.events, this.controller), this.controller, client);
    const copy = { ...reply.value };
    Object.defineProperty(copy, "_request_id", { value: reply.meta.requestId ?? null, writable: true, configurable: true });
    return copy;
  }
  #makeResponse() {
    const reply = this.#reply;
    const headers = this.#headers();
    if (reply.stream) {
      headers.set("content-type", "text/event-stream");
      return new Response(lazily(() => sse(reply.events), () => void reply.events.return().catch(() => {
      })), { headers });
    }
    if (reply.value instanceof Response) return this.#rawResponse(reply.value, headers);
    headers.set("content-type", "application/json");
    return new Response(lazily(() => one(JSON.stringify(reply.value))), { headers });
  }
  /** The provider's answer as it came; the engine watches its body to the end. */
  #rawResponse({ body: body2, status, headers: theirs }, ours) {
    const headers = new Headers(theirs);
    ours.forEach((value, name) => headers.set(name, value));
    return new Response(body2, { status, headers });
  }
  #headers() {
    const { meta } = this.#reply;
    const headers = webHeaders({
      "x-zerohop-call-id": meta.callId ?? "",
      "x-zerohop-target": meta.target,
      "x-zerohop-attempts": String(meta.attempts?.length ?? 0),
      "x-zerohop-cache": meta.cache ?? "off"
    });
    for (const [name, value] of Object.entries(meta.headers)) if (isWorthKnowing(name)) headers.set(name, headerText(value));
    if (meta.requestId !== void 0) headers.set("x-request-id", headerText(meta.requestId));
    return headers;
  }
};
function isWorthKnowing(name) {
  return name.startsWith("x-") || name.startsWith("openai-") || name.startsWith("anthropic-") || name === "retry-after";
}
function once(events, controller) {
  let taken = false;
  return () => {
    if (taken) throw new OpenAIError("Cannot iterate over a consumed stream, use `.tee()` to split the stream.");
    taken = true;
    return new FacedEvents(events, controller);
  };
}
var FacedEvents = class {
  #events;
  #controller;
  constructor(events, controller) {
    this.#events = events;
    this.#controller = controller;
  }
  next() {
    return this.#events.next().then(void 0, this.#failed);
  }
  /** As in the SDK, a reader who leaves aborts the stream's controller: whoever listens to it is told. */
  return() {
    const returned = this.#events.return();
    this.#controller.abort();
    return returned;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  #failed = (error) => {
    if (this.#controller.signal.aborted) return finished;
    throw toOpenAIError(error);
  };
};
function lazily(source, cancel) {
  const encoder = new TextEncoder();
  let texts2;
  return new ReadableStream(
    {
      async pull(controller) {
        texts2 ??= source();
        const { done, value } = await texts2.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      ...cancel && { cancel }
      // not the generator's return(): it would wait for the next event, or do nothing before the first
    },
    { highWaterMark: 0 }
  );
}
async function* one(text2) {
  yield text2;
}
async function* sse(events) {
  for await (const event of events) yield `data: ${JSON.stringify(event)}

`;
  yield "data: [DONE]\n\n";
}

// src/clients/openai/request.ts
var translated = {
  "post /chat/completions": "chat",
  "post /responses": "responses",
  "post /responses/input_tokens": "input_tokens",
  "post /embeddings": "embeddings"
};
function operationOf2({ method, path }) {
  return translated[`${method} ${path}`] ?? "passthrough";
}
function bodyOf(operation, request, providers) {
  if (operation !== "passthrough") return request.body;
  const { method, path, query, body: body2 } = request;
  const named2 = modelInPath(path, providers) ?? { model: modelIn(body2) ?? "", path };
  return { ...named2, method: method.toUpperCase(), query: query ?? void 0, payload: body2 };
}
function modelInPath(path, providers) {
  const provider = providers.find((name) => path.startsWith(`/models/${encodeURIComponent(name)}%2F`));
  if (provider === void 0) return void 0;
  const id = path.slice(`/models/${encodeURIComponent(provider)}%2F`.length);
  return { model: `${provider}/${decodeURIComponent(id)}`, path: `/models/${id}` };
}
async function withForm(request) {
  if (!(request.body instanceof ReadableStream)) return request;
  const { "content-type": contentType, ...headers } = plainHeaders(request.headers) ?? {};
  if (!contentType?.startsWith("multipart/form-data")) return request;
  const body2 = await new Response(request.body, { headers: { "content-type": contentType } }).formData();
  return { ...request, body: body2, headers };
}
function modelIn(payload) {
  if (payload instanceof FormData) {
    const model = payload.get("model");
    return typeof model === "string" ? model : void 0;
  }
  if (typeof payload !== "object" || payload === null || !("model" in payload)) return void 0;
  return typeof payload.model === "string" ? payload.model : void 0;
}
function callOptions(bound, request, operation) {
  const { timeout, maxRetries, idempotencyKey, headers, query } = request;
  const own = plainHeaders(headers);
  const asked = operation === "passthrough" && bound.query === void 0 ? void 0 : query;
  if (timeout === void 0 && maxRetries === void 0 && idempotencyKey === void 0 && own === void 0 && !asked) return bound;
  return merge(bound, {
    ...timeout !== void 0 && { timeoutMs: timeout },
    ...maxRetries !== void 0 && { maxRetries },
    ...idempotencyKey !== void 0 && { idempotencyKey },
    ...own && { headers: own },
    ...asked && { query: asked }
  });
}
function merge(first, second) {
  return {
    ...first,
    ...second,
    ...first.metadata && second.metadata && { metadata: { ...first.metadata, ...second.metadata } },
    ...(first.headers ?? second.headers) && { headers: { ...lowerCased2(first.headers), ...lowerCased2(second.headers) } },
    ...first.query && second.query && { query: { ...first.query, ...second.query } }
  };
}
function lowerCased2(headers = {}) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
function plainHeaders(headers) {
  if (typeof headers !== "object" || headers === null) return void 0;
  const plain = {};
  for (const [name, value] of entriesOf(headers)) {
    if (typeof value === "string" && !name.toLowerCase().startsWith("x-stainless-")) plain[name.toLowerCase()] = value;
  }
  return Object.keys(plain).length === 0 ? void 0 : plain;
}
function entriesOf(headers) {
  if (headers instanceof Headers) return headers.entries();
  if (Array.isArray(headers)) return headers;
  if ("values" in headers && headers.values instanceof Headers) return headers.values.entries();
  return Object.entries(headers);
}

// src/clients/openai/models.ts
async function listModels(engine, request, bound) {
  const options = callOptions(bound, request, "models");
  const asked = engine.providers.map(async (name) => {
    const reply = await engine.handle({ operation: "models", body: { model: `${name}/` }, options, signals: [request.signal] });
    if (reply.stream) throw new TypeError("a list of models is not a stream");
    return reply.value.data.map((model) => ({ ...model, id: `${name}/${model.id}` }));
  });
  const settled = await Promise.allSettled(asked);
  const missing = engine.providers.filter((_, at2) => settled[at2]?.status === "rejected");
  const failure = settled.find((one2) => one2.status === "rejected");
  if (failure && missing.length === engine.providers.length) throw toOpenAIError(failure.reason);
  const routes = engine.routes.names.map((id) => ({ id, object: "model", created: 0, owned_by: "zerohop" }));
  const data = [...routes, ...settled.flatMap((one2) => one2.status === "fulfilled" ? one2.value : [])];
  const headers = { "content-type": "application/json", "x-zerohop-missing": headerText(missing.join(",")) };
  const response = new Response(JSON.stringify({ object: "list", data }), { headers });
  return { response, options: request, controller: new AbortController(), requestLogID: "in-process", retryOfRequestLogID: void 0, startTime: 0 };
}

// src/clients/openai/client.ts
var GatewayClient = class _GatewayClient extends OpenAI {
  #engine;
  #bound;
  constructor(engine, bound = {}, options = {}) {
    super({
      ...options,
      apiKey: "in-process",
      // never sent: providers have their own keys
      organization: null,
      project: null,
      baseURL: "https://in-process.invalid",
      maxRetries: 0,
      dangerouslyAllowBrowser: true
    });
    this.#engine = engine;
    this.#bound = bound;
  }
  get engine() {
    return this.#engine;
  }
  get routes() {
    return this.#engine.routes;
  }
  get targets() {
    return this.#engine.targets;
  }
  explain(body2, options = {}) {
    const { operation, stream, ...own } = options;
    try {
      return this.#engine.explain(body2, { ...merge(this.#bound, own), operation, stream });
    } catch (error) {
      throw toOpenAIError(error);
    }
  }
  /** The same gateway with these options on every call made through it. */
  with(options) {
    checkOptions("with", options, callOptionNames);
    checkCallOptions(options);
    return this.#copy(merge(this.#bound, options));
  }
  compare(experiment) {
    return this.#engine.compare(experiment);
  }
  stats() {
    return this.#engine.stats();
  }
  warm(options) {
    return this.#engine.warm(options);
  }
  close(options) {
    return this.#engine.close(options);
  }
  withOptions(options) {
    for (const name of Object.keys(options)) {
      if (!adjustable.includes(name)) {
        throw new ConfigError(`withOptions.${name}`, `belongs to a provider; here one can change ${adjustable.join(", ")}`);
      }
    }
    const { timeout, maxRetries, defaultHeaders, defaultQuery, logger, logLevel } = options;
    const headers = plainHeaders(defaultHeaders);
    const added2 = {
      ...timeout !== void 0 && { timeoutMs: timeout },
      ...maxRetries !== void 0 && { maxRetries },
      ...headers && { headers },
      ...defaultQuery && { query: defaultQuery }
    };
    checkCallOptions(added2);
    return this.#copy(merge(this.#bound, added2), { logger: logger ?? this.logger, logLevel: logLevel ?? this.logLevel });
  }
  request(options) {
    return new APIPromise(this, this.#deliver(options), parse);
  }
  /** Typed by its callers: TypeScript cannot carry the base's generics through an override. */
  requestAPIList(...[Page, options]) {
    return new PagePromise(this, this.#list(options), Page);
  }
  async #deliver(options) {
    const request = await withForm(await options);
    const operation = operationOf2(request);
    const stream = request.stream === true;
    const controller = stream ? new AbortController() : void 0;
    try {
      const reply = await this.#engine.handle({
        operation,
        body: bodyOf(operation, request, this.#engine.providers),
        stream,
        options: callOptions(this.#bound, request, operation),
        signals: [request.signal, controller?.signal]
      });
      return new Delivery(reply, request, controller);
    } catch (error) {
      throw toOpenAIError(error);
    }
  }
  async #list(options) {
    const request = await options;
    if (request.method === "get" && request.path === "/models") return listModels(this.#engine, request, this.#bound);
    return this.#deliver(request);
  }
  #copy(bound, options) {
    return new _GatewayClient(this.#engine, bound, options ?? { logger: this.logger, logLevel: this.logLevel });
  }
};
var adjustable = ["timeout", "maxRetries", "defaultHeaders", "defaultQuery", "logger", "logLevel"];
function parse(client, delivery) {
  return delivery.isRaw ? new APIPromise(client, Promise.resolve(delivery)) : delivery.value(client);
}

// src/gateway.ts
function createGateway(config) {
  return new GatewayClient(createEngine(keepingReasoning(config)));
}
function keepingReasoning(config) {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return config;
  const { use = [] } = config;
  return Array.isArray(use) ? { ...config, use: [...use, keepReasoning()] } : config;
}

// bench/answers.mjs
var EVENTS = 200;
var messages = [
  { role: "system", content: "You answer in one sentence." },
  { role: "user", content: "Why is the sky blue?" }
];
var usage2 = { prompt_tokens: 24, completion_tokens: 18, total_tokens: 42, prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 } };
var head = { id: "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", created: 1741569952, model: "gpt-bench", service_tier: "default" };
var completion = {
  ...head,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Air scatters short waves of light more than long ones.", refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: "stop"
    }
  ],
  usage: usage2
};
function chunk(at2, of = EVENTS) {
  const last = at2 === of - 1;
  const delta = last ? {} : { ...at2 === 0 && { role: "assistant" }, content: ` word${at2}` };
  return { ...head, object: "chat.completion.chunk", choices: [{ index: 0, delta, logprobs: null, finish_reason: last ? "stop" : null }] };
}

// bench/in-process.mjs
var EVENTS2 = 2e3;
function instantProvider(events = EVENTS2) {
  const meta = { target: "one/m", status: 200, headers: {} };
  const chunks = Array.from({ length: events }, (_, at2) => chunk(at2, events));
  return {
    dialect: "instant",
    operations: ["chat"],
    async ask({ stream }) {
      return stream ? { stream: true, events: instantEvents(chunks), meta } : { stream: false, value: completion, meta };
    }
  };
}
function instantEvents(chunks) {
  let at2 = 0;
  const done = { done: true, value: void 0 };
  return {
    next: () => Promise.resolve(at2 < chunks.length ? { done: false, value: chunks[at2++] } : done),
    return: () => Promise.resolve(done),
    [Symbol.asyncIterator]() {
      return this;
    }
  };
}

// bench/zz-tmp2.mjs
var cached = createGateway({ providers: { one: instantProvider(100) }, use: [cache()] });
var body = { model: "one/m", messages };
for (let i = 0; i < 2e5; i++) await cached.chat.completions.create(body);
var s = process.cpuUsage();
for (let i = 0; i < 1e5; i++) await cached.chat.completions.create(body);
var u = process.cpuUsage(s);
console.log((u.user + u.system) / 1e5);
