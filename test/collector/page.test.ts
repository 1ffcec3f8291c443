/** The page in a real browser: what it shows, how it is used by keyboard, and what hostile records cannot do. */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seeded, syntheticRecord } from '../../bench/collector-records.mjs'
import type { CallRecord } from '../../src/telemetry/record.ts'
import { temporaryFolder } from './support/archive.ts'
import { hasBrowser, launch, skipped } from './support/browser.ts'
import { builtCollector, runCollector, type RunningCollector } from './support/built.ts'
import { attemptRecord, callRecordOf } from './support/records.ts'

const XSS = `"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{7*7}}\u202e`
const TOKEN = 'a-token-of-the-tests'

describe.skipIf(!hasBrowser)(`the page${skipped}`, { timeout: 60_000 }, () => {
  let bin: string
  let browser: Browser
  let collector: RunningCollector
  let page: Page
  /** Whatever the browser complained of, and whatever it asked of others. */
  const complaints: string[] = []
  const random = seeded(5)
  const pictures = temporaryFolder(afterAll)

  beforeAll(async () => {
    bin = await builtCollector(afterAll)
    browser = await launch()
    collector = await runCollector(bin, '--db', join(temporaryFolder(afterAll), 'records.db'))
    await send(Array.from({ length: 1_500 }, (_, at): CallRecord => syntheticRecord(random, at, Date.now() - 80_000_000 + at * 52_000)))
    await send([hostile, whole])
    page = await open(collector.url)
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await collector?.stop()
  })

  const hostile = callRecordOf('hostile', {
    startedAt: Date.now() - 500, address: XSS, route: XSS, target: `evil/${XSS}`, model: XSS, key: XSS, tenant: XSS, tags: { [XSS]: XSS }, metadata: { [XSS]: { deep: XSS } }, outcome: 'failed',
    error: { reason: 'internal', code: XSS, status: 500, param: XSS, message: XSS }, attempts: [attemptRecord({ target: XSS, message: XSS, outcome: 'failed', reason: 'internal' })],
    verdicts: [{ check: XSS, side: 'input', verdict: 'deny', reason: XSS }], captured: { request: JSON.stringify({ messages: [{ role: XSS, content: XSS }] }), response: XSS, isCut: false },
  })
  const whole = callRecordOf('whole', {
    startedAt: Date.now() - 400, tags: { team: 'search' }, durationMs: 1200,
    attempts: [attemptRecord({ outcome: 'failed', reason: 'overloaded', target: 'claude/claude-sonnet-5-5', durationMs: 250, firstTokenMs: null }), attemptRecord({ number: 2, parent: 1, role: 'fallback', startMs: 260, durationMs: 900 })],
    captured: { request: JSON.stringify({ messages: [{ role: 'user', content: 'Is it warm in Lisbon?' }] }), response: JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'It is 21 °C.' } }] }), isCut: false },
  })

  async function send(records: readonly CallRecord[]): Promise<void> {
    const response = await fetch(`${collector.url}/v1/records`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(records) })
    expect(await response.json()).toMatchObject({ accepted: records.length })
  }

  async function open(url: string, colorScheme: 'light' | 'dark' = 'dark'): Promise<Page> {
    const opened = await browser.newPage({ viewport: { width: 1440, height: 1000 }, colorScheme })
    opened.on('pageerror', (error) => complaints.push(String(error)))
    opened.on('console', (message) => message.type() === 'error' && !message.text().includes('401') && complaints.push(message.text()))
    opened.on('request', (request) => !request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:') && complaints.push(`asked ${request.url()}`))
    await opened.goto(url)
    return opened
  }

  const goTo = async (hash: string): Promise<void> => void (await page.evaluate(`location.hash = ${JSON.stringify(hash)}`))

  it('shows figures, charts, the breakdown, errors, the cache and verdicts', async () => {
    await page.getByRole('region', { name: 'Figures' }).waitFor()
    expect(await page.locator('.tile h2').allTextContents()).toEqual(['Calls', 'Error rate', 'Latency p95', 'First token p95', 'Cost', 'Tokens', 'Cache hits'])
    expect(await page.locator('.tile .value').first().textContent()).toContain('1,502')
    expect(await page.locator('.chart h2').allTextContents()).toEqual(['Calls', 'Latency', 'Cost by model', 'First token'])
    expect(await page.locator('.plot svg path.bar').count()).toBeGreaterThan(3)
    expect(await page.getByRole('table', { name: 'Calls by model' }).getByRole('row').count()).toBeGreaterThan(5)
    await page.getByRole('table', { name: 'Verdicts by check' }).waitFor()
    await page.screenshot({ path: join(pictures, 'overview.png') })
  })

  it('breaks down by a tag, sorts, and filters by a click', async () => {
    await page.getByLabel('Break down by').selectOption('tag:team')
    const table = page.getByRole('table', { name: 'Calls by team' })
    await table.waitFor()
    await table.getByRole('button', { name: 'Cost', exact: true }).click()
    expect(await table.locator('[aria-sort]').getAttribute('aria-sort')).toBe('descending')
    await table.getByRole('button', { name: 'search', exact: true }).click()
    await page.getByRole('button', { name: 'Remove the filter team search' }).waitFor()
    expect(page.url()).toContain('where=tag%3Ateam%3Dsearch')
    await page.getByRole('button', { name: 'Remove the filter team search' }).click()
    await goTo('')
  })

  it('reads a chart by keyboard', async () => {
    await page.getByRole('region', { name: 'Figures' }).waitFor()
    await page.locator('.plot').first().focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    expect(await page.locator('.tip:not([hidden])').textContent()).toMatch(/ok\d+aborted\d+failed\d+/)
    await page.keyboard.press('Tab')
  })

  it('lists calls and opens one as a waterfall, by keyboard alone', async () => {
    await page.keyboard.press('2')
    const table = page.getByRole('table', { name: 'Calls', exact: true })
    await table.waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('whole')
    await expect.poll(() => table.getByRole('row').count()).toBe(2)
    await page.keyboard.press('Escape')
    await table.getByRole('button').first().focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: 'smart' }).waitFor()
    expect(await dialog.locator('.wf-line').count()).toBe(3)
    expect(await dialog.getByRole('img').nth(2).getAttribute('aria-label')).toBe('connected 10 ms, first token 190 ms, streamed 700 ms')
    expect(await dialog.locator('.said').allTextContents()).toEqual(['userIs it warm in Lisbon?', 'assistantIt is 21 °C.'])
    await page.screenshot({ path: join(pictures, 'call.png') })
    await page.keyboard.press('Escape')
    await expect.poll(() => dialog.isVisible()).toBe(false)
    await expect.poll(() => page.url()).not.toContain('call=')
    await goTo('')
  })

  it('runs nothing that a record brings along', async () => {
    await goTo('#tab=calls&call=hostile')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: XSS }).waitFor()
    await dialog.getByText('The whole record').click()
    for (const hash of ['#by=tenant', `#by=tag:${encodeURIComponent(XSS)}`, '#tab=compare&by=tenant', '#tab=calls']) {
      await goTo(hash)
      await page.getByText(XSS.slice(0, 30)).or(page.locator('main option, main .tag').filter({ hasText: XSS.slice(0, 30) })).first().waitFor({ state: 'attached' })
    }
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.locator('main img, dialog img, main script').count()).toBe(0)
    await goTo('')
  })

  it('shows new calls as they come', async () => {
    await goTo('#tab=calls')
    const table = page.getByRole('table', { name: 'Calls', exact: true })
    await table.waitFor()
    await send([callRecordOf('fresh', { startedAt: Date.now(), route: 'a-fresh-route' })])
    await table.getByText('a-fresh-route').waitFor()
    await goTo('')
  })

  it('compares two values with their intervals', async () => {
    await goTo('#tab=compare&by=model&baseline=gpt-5&candidate=claude-sonnet-5-5')
    await page.locator('.forest-line').first().waitFor()
    expect(await page.locator('.forest-line h3').allTextContents()).toEqual(['Error rate', 'Mean latency', 'Mean first token', 'Cost of a call', 'Feedback'])
    expect(await page.locator('.verdict').textContent()).toContain('calls of claude-sonnet-5-5 against')
    await goTo('')
  })

  for (const scheme of ['light', 'dark'] as const) {
    it(`can be read when it is ${scheme}: text stands out from what is behind it by 4.5 to 1`, async () => {
      const other = await open(collector.url, scheme)
      await other.getByRole('region', { name: 'Figures' }).waitFor()
      expect(await other.evaluate(CONTRASTS)).toEqual([])
      await other.screenshot({ path: join(pictures, `${scheme}.png`) })
      await other.close()
    })
  }

  it('names everything that can be pressed', async () => {
    const nameless = `[...document.querySelectorAll('button, select, input, [tabindex="0"]')].filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label'))).map((e) => e.outerHTML)`
    for (const hash of ['', '#tab=calls', '#tab=compare']) {
      await goTo(hash)
      expect(await page.evaluate(nameless)).toEqual([])
    }
  })

  it('asks for the token, and shows nothing without it', async () => {
    const guarded = await runCollector(bin, '--db', join(temporaryFolder(), 'records.db'), '--token', TOKEN)
    const other = await open(guarded.url)
    await other.getByLabel('Token').fill(TOKEN)
    await other.keyboard.press('Enter')
    await other.getByRole('region', { name: 'Figures' }).waitFor()
    await other.close()
    await guarded.stop()
  })

  it('asked nobody else, and gave the browser nothing to complain of', () => {
    expect(complaints).toEqual([])
  })
})

/** Every text of the page whose colour is too near to its background's, by WCAG's formula. */
const CONTRASTS = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgb = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data] }
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0)
  const behind = (element) => { for (let e = element; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 200) return c } return rgb('white') }
  const found = []
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join('')
    if (text === '' || element.closest('.skip, script, style, noscript, option') || !element.checkVisibility()) continue
    const style = getComputedStyle(element)
    const [one, other] = [light(rgb(element instanceof SVGElement ? style.fill : style.color)), light(behind(element))].sort((a, b) => b - a)
    const ratio = (one + 0.05) / (other + 0.05)
    if (ratio < 4.5) found.push(text.slice(0, 20) + ' ' + ratio.toFixed(2))
  }
  return found
})()`
