/** The types of `collector-records.mjs`, for the tests. */
import type { CallRecord } from '../src/telemetry/record.ts'

export function seeded(seed: number): () => number
export function syntheticRecord(random: () => number, number: number, startedAt: number): CallRecord
