import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockTime, dayGroup, daysBetween, monthName, rowTime } from './dates.ts'
import { fileSize } from './file-size.ts'

const at = (
  year: number, month: number, day: number, hour = 12, minute = 0,
): number => new Date(year, month - 1, day, hour, minute).getTime()
const now = at(2026, 6, 11, 11, 20) // a Thursday

test('groups of the list', () => {
  assert.equal(dayGroup(at(2026, 6, 11, 0, 0), now), 'today')
  assert.equal(dayGroup(at(2026, 6, 10, 23, 59), now), 'yesterday')
  assert.equal(dayGroup(at(2026, 6, 9), now), 'week')
  assert.equal(dayGroup(at(2026, 6, 8, 0, 0), now), 'week')
  assert.equal(dayGroup(at(2026, 6, 7, 23, 59), now), 'lastWeek')
  assert.equal(dayGroup(at(2026, 6, 1), now), 'lastWeek')
  assert.equal(dayGroup(at(2026, 5, 31), now), '2026-05')
  assert.equal(dayGroup(at(2025, 12, 1), now), '2025-12')
  assert.equal(dayGroup(at(2027, 1, 1), now), 'today')
})

test('on Monday there is no "earlier this week"', () => {
  const monday = at(2026, 6, 8)
  assert.equal(dayGroup(at(2026, 6, 6), monday), 'lastWeek')
})

test('the row shows what a reader needs to tell messages apart', () => {
  assert.equal(rowTime(at(2026, 6, 11, 10, 42), now, 'nl'), '10.42')
  assert.equal(rowTime(at(2026, 6, 10, 16, 20), now, 'nl'), 'wo 16.20')
  assert.equal(rowTime(at(2026, 6, 9), now, 'nl'), 'di 9 juni')
  assert.match(rowTime(at(2024, 6, 9), now, 'nl'), /2024/)
  assert.equal(rowTime(at(2026, 6, 11, 9, 5), now, 'en'), '09:05')
})

test('midnight is 00.00, never 24.00', () => assert.equal(clockTime(at(2026, 6, 11, 0, 0), 'nl'), '00.00'))

test('days of 23 and 25 hours count as one', () => {
  assert.equal(daysBetween(at(2026, 3, 28), at(2026, 3, 30)), 2)
  assert.equal(daysBetween(at(2026, 10, 24), at(2026, 10, 26)), 2)
})

test('months with and without year', () => {
  assert.equal(monthName('2026-05', now, 'nl'), 'Mei')
  assert.equal(monthName('2025-12', now, 'en'), 'December 2025')
})

test('sizes for people', () => {
  assert.equal(fileSize(0, 'nl'), '1 KB')
  assert.equal(fileSize(214_000, 'nl'), '214 KB')
  assert.equal(fileSize(1_400_000, 'nl'), '1,4 MB')
  assert.equal(fileSize(999_600, 'nl'), '1 MB')
  assert.equal(fileSize(25_000_000, 'en'), '25 MB')
})
