import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupCode } from './group-code.ts';

test('groupCode() splits into groups of four', () => {
  assert.equal(groupCode('1D7ZKQ3M9X2C4WTRND8HJ5PVYE'), '1D7Z-KQ3M-9X2C-4WTR-ND8H-J5PV-YE');
});

test('groupCode() keeps groups that are there', () => {
  assert.equal(groupCode('1D7ZK-Q3M9X'), '1D7ZK-Q3M9X');
});
