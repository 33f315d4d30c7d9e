import type { BackendKind, BackendSettings } from '@lingpai/contract';
import { Refusal } from '../refusal.ts';

/** @throws {Refusal} backend.settings-needed when there is not exactly one */
export function kindOfSettings({ ldap, radius, http }: BackendSettings): BackendKind {
  const given = (
    [
      ['ldap', ldap],
      ['radius', radius],
      ['http', http],
    ] as const
  ).filter(([, one]) => one !== undefined);
  const [first] = given;
  if (first === undefined || given.length > 1) throw new Refusal('backend.settings-needed');
  return first[0];
}

/** The settings among other fields; undefined when none is there. */
export function pickSettings({ ldap, radius, http }: BackendSettings): BackendSettings | undefined {
  const settings = {
    ...(ldap !== undefined && { ldap }),
    ...(radius !== undefined && { radius }),
    ...(http !== undefined && { http }),
  };
  return Object.keys(settings).length === 0 ? undefined : settings;
}

/** Does a secret go elsewhere, or under weaker protection, by these settings than by those it was given for? */
export function isSecretGoingElsewhere(before: BackendSettings, after: BackendSettings): boolean {
  return JSON.stringify(exposureOf(before)) !== JSON.stringify(exposureOf(after));
}

function exposureOf({ ldap, radius, http }: BackendSettings): unknown {
  if (ldap !== undefined) return [ldap.urls, ldap.security, ldap.caPem, ldap.searchName];
  if (radius !== undefined) return [radius.servers];
  return [http?.url, http?.isPlainAllowed, http?.caPem];
}
