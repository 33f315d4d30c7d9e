import { test } from 'node:test';
import { missingProgram } from '@lingpai/testing';

const skip = missingProgram('freeradius');
if (skip === false) await import('./radius-backend.contract.ts');
else test('asks FreeRADIUS', { skip }, () => undefined);
