import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Circuit, type CircuitOptions, REFUSED } from '../../src/middleware/circuit.ts'
import { CircuitWindow } from '../../src/middleware/circuit-window.ts'

const limits: CircuitOptions = {
  consecutiveFailures: 3,
  failureRatio: 0.5,
  slowRatio: 0.5,
  windowMs: 1_000,
  minimumCalls: 8,
  openMs: 100,
  maxOpenMs: 350,
  probes: 1,
  successesToClose: 2,
  rampMs: 0,
}

/** `s` succeeds, `w` succeeds slowly, `f` fails, `n` says nothing, `.` passes 100 ms, `S`, `F` and `W` are last resorts. Gives the state. */
function play(script: string, options: Partial<CircuitOptions> = {}): string {
  const circuit = new Circuit({ ...limits, ...options })
  let now = 0
  let refused = ''
  for (const step of script) {
    if (step === '.') {
      now += 100
      continue
    }
    const ticket = circuit.admit(now, step === step.toUpperCase())
    if (ticket === REFUSED) refused += step
    else if (/s|w/i.test(step)) circuit.success(ticket, now, /w/i.test(step))
    else if (/f/i.test(step)) circuit.failure(ticket, now, 'server_error')
    else circuit.neutral(ticket)
  }
  return refused === '' ? circuit.state : `${circuit.state}, refused ${refused}`
}

describe('a circuit', () => {
  it.each<[why: string, script: string, end: string, options?: Partial<CircuitOptions>]>([
    ['is closed at first', '', 'closed'],
    ['stays closed under failures that are not in a row', 'ffsffsff', 'closed', { failureRatio: 1 }],
    ['opens after so many failures in a row', 'fff', 'open'],
    ['takes no notice of neutral calls between them', 'fnfnf', 'open'],
    ['opens on the share of failures', 'sfsfsfsf', 'open'],
    ['does not open on a share of too few calls', 'sfsfsff', 'closed'],
    ['forgets what is older than its window', 'sfsfsfs..........f', 'closed'],
    ['opens on the share of slow calls', 'swswswsw', 'open'],
    ['stays closed below the share of slow calls', 'swswswss', 'closed'],
    ['refuses while it is open', 'fffss', 'open, refused ss'],
    ['is half open when its time is over', 'fff.s', 'half_open'],
    ['closes after so many probes', 'fff.ss', 'closed'],
    ['starts afresh when it has closed', 'fff.ssff', 'closed'],
    ['forgets the share of failures when it has closed', 'sfsfsfff.ssf', 'closed'],
    ['opens again when a probe fails', 'fff.sfs', 'open, refused s'],
    ['opens again when a probe is slow', 'fff.w', 'open'],
    ['rests twice as long the second time', 'fff.f.s', 'open, refused s'],
    ['and no longer', 'fff.f..s', 'half_open'],
    ['four times as long the third time, up to its longest', 'fff.f..f...s', 'open, refused s'],
    ['and not longer than its longest', 'fff.f..f....s', 'half_open'],
    ['rests as long as at first once it has closed between', 'fff.f..ssfff.s', 'half_open'],
    ['and twice as long after that', 'fff.f..ssfff.f..s', 'half_open'],
    ['frees the place of a probe that says nothing', 'fff.nns', 'half_open'],
    ['lets a last resort through while it is open', 'fffF', 'open'],
    ['does not rest longer for a last resort that failed', 'fffFFF.s', 'half_open'],
    ['is half open once a last resort has succeeded', 'fffS', 'half_open'],
    ['closes when two have', 'fffSS', 'closed'],
    ['is not convinced by a slow one', 'fffW', 'open'],
  ])('%s', (_why, script, end, options) => {
    expect(play(script, options)).toBe(end)
  })

  it.each([1, 2, 5])('lets at most %i probes try at a time', (probes) => {
    const circuit = broken({ probes })
    const tickets = Array.from({ length: 9 }, () => circuit.admit(100, false))
    expect(tickets.filter((ticket) => ticket !== REFUSED)).toHaveLength(probes)
    expect(circuit.readyAt(100)).toBeGreaterThan(100)
    circuit.neutral(tickets[0] as number)
    expect(circuit.readyAt(100)).toBe(100)
    expect(circuit.admit(100, false)).not.toBe(REFUSED)
  })

  it.each([1, 2])('does not wait for ever for %i probes that never end', (probes) => {
    const circuit = broken({ probes })
    const tryAll = (now: number): number => [1, 2, 3].filter(() => circuit.admit(now, false) !== REFUSED).length
    expect([100, 199, 200, 200, 299, 300].map(tryAll)).toEqual([probes, 0, probes, 0, 0, probes])
  })

  it('takes the word of another process where it is closed, not where it knows for itself', () => {
    const circuit = new Circuit(limits)
    circuit.adopt(0, 'timeout', 40)
    expect([circuit.state, circuit.readyAt(0)]).toEqual(['open', 40])
    circuit.adopt(10, 'timeout', 1_000)
    circuit.admit(40, false)
    circuit.adopt(40, 'timeout', 1_000)
    expect(circuit.state).toBe('half_open')
  })

  it('does not hear calls that began in another state', () => {
    const circuit = new Circuit(limits)
    const [early, late] = [circuit.admit(0, false), circuit.admit(0, false)]
    for (let at = 0; at < 3; at++) circuit.failure(circuit.admit(0, false), 0, 'timeout')
    circuit.success(early, 1)
    expect(circuit.state).toBe('open')
    circuit.admit(100, false)
    circuit.failure(late, 101, 'timeout')
    expect(circuit.state).toBe('half_open')
    circuit.neutral(late)
    expect(circuit.admit(101, false)).toBe(REFUSED)
  })

  it('is open for as long as it is told, and says what opened it', () => {
    const circuit = new Circuit({ ...limits, consecutiveFailures: 1 })
    circuit.failure(circuit.admit(0, false), 0, 'insufficient_quota', false, 5_000)
    expect(circuit).toMatchObject({ reason: 'insufficient_quota', openMs: 5_000 })
    expect(circuit.readyAt(1)).toBe(5_000)
  })

  it('cools softly: routes see it, calls pass; the longer rest counts', () => {
    const circuit = new Circuit(limits)
    circuit.coolUntil(50)
    circuit.coolUntil(20)
    expect(circuit.readyAt(10)).toBe(50)
    expect(circuit.admit(10, false)).not.toBe(REFUSED)
    expect(circuit.readyAt(50)).toBe(50)
  })

  it('gives routes a share that grows after it has closed, and the same answer however often they ask', () => {
    const circuit = broken({ rampMs: 10_000, successesToClose: 1 })
    circuit.success(circuit.admit(100, false), 100)
    const ready = (from: number): number => {
      let count = 0
      for (let now = from; now < from + 1_000; now++) {
        expect(circuit.readyAt(now)).toBe(circuit.readyAt(now))
        if (circuit.readyAt(now) <= now) count += 1
        expect(circuit.admit(now, false)).not.toBe(REFUSED)
      }
      return count / 1_000
    }
    expect(ready(100)).toBeCloseTo(0.05, 1)
    expect(ready(5_100)).toBeCloseTo(0.55, 1)
    expect(ready(9_100)).toBeCloseTo(0.95, 1)
    expect(ready(10_100)).toBe(1)
  })

  it('names a time at which it is ready, while its share grows', () => {
    const circuit = broken({ rampMs: 1_000, successesToClose: 1 })
    circuit.success(circuit.admit(100, false), 100)
    for (let now = 100; now < 1_100; now += 0.37) {
      const at = circuit.readyAt(now)
      expect(circuit.readyAt(at + 1e-6)).toBeLessThanOrEqual(at + 1e-6)
    }
  })

  it('does what a plain model of it does, whatever happens', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 200 }), options, agree), { numRuns: 300 })
  })
})

describe('a window', () => {
  it('counts what a list of every call counts', () => {
    const calls = fc.array(fc.record({ after: fc.oneof(fc.nat(30), fc.nat(400)), failed: fc.boolean(), slow: fc.boolean() }), { maxLength: 100 })
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 300 }), (steps, windowMs) => {
        const window = new CircuitWindow(windowMs)
        const all: Array<{ at: number; failed: boolean; slow: boolean }> = []
        let at = 12_345
        for (const { after, failed, slow } of steps) {
          at += after
          all.push({ at, failed, slow })
          window.add(at, failed, slow)
          const kept = all.filter((one) => isKept(one.at, at, windowMs))
          expect([window.calls, window.failed, window.slow]).toEqual([kept.length, kept.filter((one) => one.failed).length, kept.filter((one) => one.slow).length])
        }
      }),
    )
  })
})

const isKept = (at: number, now: number, windowMs: number): boolean => Math.floor(at / (windowMs / 10)) > Math.floor(now / (windowMs / 10)) - 10

/** A circuit that is ready to be half open at 100. */
function broken(more: Partial<CircuitOptions> = {}): Circuit {
  const circuit = new Circuit({ ...limits, ...more })
  for (let at = 0; at < 3; at++) circuit.failure(circuit.admit(0, false), 0, 'timeout')
  return circuit
}

type Step = { readonly do: 'wait'; readonly ms: number } | { readonly do: 'begin'; readonly lastResort: boolean } | { readonly do: 'end'; readonly which: number; readonly how: 'success' | 'failure' | 'neutral'; readonly slow: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.nat(60), fc.nat(500)) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('begin' as const), lastResort: fc.integer({ max: 9, min: 0 }).map((n) => n === 0) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('end' as const), which: fc.nat(20), how: fc.constantFrom('success', 'failure', 'failure', 'neutral'), slow: fc.integer({ max: 3, min: 0 }).map((n) => n === 0) }),
  },
)

const options = fc.record({ consecutiveFailures: fc.integer({ min: 1, max: 8 }), minimumCalls: fc.integer({ min: 1, max: 10 }), failureRatio: fc.constantFrom(0.25, 0.5, 1), probes: fc.integer({ min: 1, max: 3 }), successesToClose: fc.integer({ min: 1, max: 3 }) })

interface ModelCall {
  readonly epoch: object
}

/** Runs the steps against the circuit and against a model that keeps everything in lists. */
function agree(steps: readonly Step[], chosen: Partial<CircuitOptions>): void {
  const o = { ...limits, ...chosen }
  const circuit = new Circuit(o)
  const running: Array<{ ticket: number; call: ModelCall }> = []
  let now = 1_000
  let state = 'closed'
  let epoch = {}
  let [until, reopens, row, good] = [0, 0, 0, 0]
  let ended: Array<{ at: number; failed: boolean; slow: boolean }> = []
  let probes: ModelCall[] = []
  let lastProbe = 0

  const enter = (next: string): void => {
    state = next
    epoch = {}
    probes = []
    good = 0
  }
  const open = (): void => {
    until = now + Math.min(o.maxOpenMs, o.openMs * 2 ** reopens)
    enter('open')
  }
  const share = (pick: 'failed' | 'slow'): number => {
    const kept = ended.filter(({ at }) => isKept(at, now, o.windowMs))
    return kept.length < o.minimumCalls ? 0 : kept.filter((one) => one[pick]).length / kept.length
  }
  const mayBegin = (): boolean => state === 'closed' || (state === 'open' ? now >= until : probes.length < o.probes || now - lastProbe >= o.openMs)

  for (const one of steps) {
    if (one.do === 'wait') now += one.ms
    if (one.do === 'begin') {
      expect(circuit.readyAt(now) <= now).toBe(mayBegin())
      const may = mayBegin()
      if (state === 'open' && may) enter('half_open')
      const ticket = circuit.admit(now, one.lastResort)
      expect(ticket !== REFUSED).toBe(may || one.lastResort)
      if (ticket === REFUSED) continue
      const call = { epoch }
      if (state === 'half_open') {
        if (may && probes.length >= o.probes) probes = []
        probes.push(call)
        lastProbe = now
      }
      running.push({ ticket, call })
    }
    if (one.do === 'end' && running.length > 0) {
      const [{ ticket, call }] = running.splice(one.which % running.length, 1) as [(typeof running)[number]]
      if (one.how === 'success') circuit.success(ticket, now, one.slow)
      else if (one.how === 'failure') circuit.failure(ticket, now, 'timeout', one.slow)
      else circuit.neutral(ticket)
      if (call.epoch !== epoch) continue
      const fails = one.how === 'failure' || (one.how === 'success' && one.slow && state !== 'closed')
      if (state === 'half_open') probes.pop()
      if (one.how === 'neutral') continue
      if (state === 'closed') {
        ended.push({ at: now, failed: fails, slow: one.slow })
        row = fails ? row + 1 : 0
        if (row >= o.consecutiveFailures || (fails && share('failed') >= o.failureRatio) || ((one.slow || fails) && share('slow') >= o.slowRatio)) open()
      } else if (!fails) {
        if (state === 'open') enter('half_open')
        good += 1
        if (good < o.successesToClose) continue
        enter('closed')
        ended = []
        row = reopens = 0
      } else if (state === 'half_open') {
        reopens += 1
        open()
      }
    }
    expect(circuit.state).toBe(state)
  }
}
