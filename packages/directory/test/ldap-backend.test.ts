import { test } from 'node:test';
import { missingProgram } from '@lingpai/testing';

const skip = missingProgram('slapd');
if (skip === false) await import('./ldap-backend.contract.ts');
else test('asks OpenLDAP', { skip }, () => undefined);
