import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cardIssuer, isElevenTest, isIban, isKvnr, isLuhn, isNhs, isNino, isNir, isRentenversicherung, isRijksregister, isSteuerId, mrzCheck } from './checks.ts'

test('eleven test', () => {
  for (const number of ['111222333', '123456782', '999990019', '999996708', '999990123', '010464554', '12345672']) assert.ok(isElevenTest(number), number)
  for (const number of ['123456789', '111252333', '987654321', '999999999', '000000000', '101222331']) assert.ok(!isElevenTest(number), number)
})

test('account numbers', () => {
  for (const number of ['NL91ABNA0417164300', 'NL20INGB0001234567', 'NL44RABO0123456789', 'BE68539007547034', 'DE89370400440532013000', 'LI21088100002324013AA', 'MU17BOMM0101101030300200000MUR']) assert.ok(isIban(number), number)
  for (const number of ['NL92ABNA0417164300', 'NL91ABNA041716430', 'XX91ABNA0417164300', 'NL9112340417164300']) assert.ok(!isIban(number), number)
})

test('cards', () => {
  for (const number of ['4111111111111111', '5555555555554444', '378282246310005', '6011111111111117', '30569309025904', '3530111333300000']) assert.ok(isLuhn(number) && cardIssuer(number) !== undefined, number)
  assert.ok(!isLuhn('4111111111111112'))
  assert.equal(cardIssuer('9111111111111111'), undefined)
})

test('numbers of the neighbours', () => {
  assert.ok(isRijksregister('93051822361'))
  assert.ok(isRijksregister('17073003384'))
  assert.ok(!isRijksregister('93051822362'))
  assert.ok(isNir('255081416802538'))
  assert.ok(!isNir('255081416802539'))
  assert.ok(isSteuerId('51740439841'))
  assert.ok(!isSteuerId('51740439842'))
  assert.ok(isKvnr('A123456780'))
  assert.ok(!isKvnr('A123456781'))
  assert.ok(isNhs('9434765919'))
  assert.ok(!isNhs('9434765918'))
  assert.ok(isNino('AB123456C'))
  assert.ok(!isNino('BG123456C') && !isNino('QQ123456C'))
  assert.ok(isRentenversicherung('15070649C103'))
  assert.ok(!isRentenversicherung('15070649C104'))
})

test('machine readable zone', () => {
  assert.equal(mrzCheck('SPECI2014'), 2)
  assert.equal(mrzCheck('L898902C3'), 6)
  assert.equal(mrzCheck('NXR123K47'), 2)
})
