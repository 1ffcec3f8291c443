/** From values to places on a chart. */

/** Round steps from 0 to above `most`: at most about four. */
export function ticks(most: number): readonly number[] {
  if (!(most > 0)) return [0, 1]
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5].find((n) => n * power >= rough) ?? 10) * power
  const count = Math.max(1, Math.ceil(most / step - 1e-9))
  return Array.from({ length: count + 1 }, (_, at) => at * step)
}

/** A line through the points, broken where there is none. */
export function linePath(points: ReadonlyArray<readonly [x: number, y: number] | null>): string {
  let path = ''
  let isOpen = false
  for (const point of points) {
    if (point === null) {
      isOpen = false
      continue
    }
    path += `${isOpen ? 'L' : 'M'}${round(point[0])} ${round(point[1])}`
    isOpen = true
  }
  return path
}

/** A tenth of a pixel is enough. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Which of a chart's steps get a label: as many as there is room for, evenly. */
export function labelled(count: number, most: number): readonly number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(1, most)))
  return Array.from({ length: Math.ceil(count / every) }, (_, at) => at * every)
}
