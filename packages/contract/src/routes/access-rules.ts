import Type, { type Static } from 'typebox';

/** What a rule says of what it does not name. */
export const DEFAULT_ACCESS_RULE = {
  days: [],
  fromMinute: 0,
  untilMinute: 1440,
  timeZone: 'Asia/Shanghai',
  addresses: [],
  agents: [],
};
/** The fields of a rule; where a part of a schema is one of several, the validator knows no defaults. */
const accessRule = (hasDefaults: boolean) => {
  const or = (value: unknown) => (hasDefaults ? { default: value } : {});
  const { days, fromMinute, untilMinute, timeZone, addresses, agents } = DEFAULT_ACCESS_RULE;
  return {
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      maxItems: 7,
      ...or(days),
      description: '1 Monday … 7 Sunday; empty: every day',
    }),
    fromMinute: Type.Integer({
      minimum: 0,
      maximum: 1439,
      ...or(fromMinute),
      description: 'minutes since midnight, inclusive; not before `untilMinute`: over midnight',
    }),
    untilMinute: Type.Integer({
      minimum: 1,
      maximum: 1440,
      ...or(untilMinute),
      description: 'minutes since midnight, exclusive',
    }),
    timeZone: Type.String({
      minLength: 1,
      maxLength: 64,
      ...or(timeZone),
      description: 'IANA name of the zone that days and minutes are meant in',
    }),
    addresses: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      maxItems: 64,
      ...or(addresses),
      description:
        "addresses and CIDR blocks the person calls from (what the agent says, else the agent's own); empty: any",
    }),
    agents: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
      maxItems: 64,
      ...or(agents),
      description: 'names of agents; empty: any',
    }),
  };
};
/** What is not known is refused: a misspelt rule would let in more people than was meant. */
export const CLOSED = { additionalProperties: false };
/** A rule as people give it. */
export const GivenAccessRule = Type.Partial(Type.Object(accessRule(false)), CLOSED);
/** One way to be let in: all that is named has to fit. */
export const AccessRule = Type.Object(accessRule(true), CLOSED);
export type AccessRule = Static<typeof AccessRule>;
export const AccessRules = Type.Array(AccessRule, { maxItems: 32, default: [] });
