import Type, { type Static } from 'typebox';
import { EpochMs, Nullable, Otp, Serial, TokenHashField, TokenTypeField } from './fields.ts';
import { route } from './route.ts';
import { TokenDetail } from './tokens.ts';

/** 同步: for whole fleets, and for tokens whose type, step or clock is not what they were enrolled with. */
const tag = 'tokens';
const SerialParams = Type.Object({ serial: Serial });
/** Most rows of one call. */
export const MAX_SYNC_ROWS = 1000;

const ConsecutiveOtps = Type.Array(Otp, {
  minItems: 2,
  maxItems: 3,
  description: 'As the token showed them, each the next one; three find more than two',
});
const candidateName = {
  type: TokenTypeField,
  hash: TokenHashField,
  // Null first: a null in a request would become 0 before it is looked at as null.
  periodSeconds: Type.Union([Type.Null(), Type.Integer()]),
  factor: Type.Integer({ description: 'Counter or time step of the first OTP' }),
};

/** A way in which the token shows these OTPs. */
export const ClockCandidate = Type.Object({
  ...candidateName,
  digits: Type.Integer(),
  driftSteps: Type.Integer(),
  driftSeconds: Nullable(Type.Integer({ description: 'How far its clock is ahead; null for event tokens' })),
  isPresentSpec: Type.Boolean({ description: 'false: it is enrolled otherwise' }),
  expectedAccidents: Type.Number({ description: 'How many such matches chance alone lets expect' }),
});
export type ClockCandidate = Static<typeof ClockCandidate>;

export const inferTokenClock = route({
  method: 'POST',
  path: '/api/v1/tokens/:serial/infer',
  tag,
  summary: 'Which type, hash, step and drift explain what a token shows? Uses no OTP up',
  params: SerialParams,
  body: Type.Object({ otps: ConsecutiveOtps }),
  response: Type.Object({
    candidates: Type.Array(ClockCandidate, { description: 'The most plausible first' }),
    isComplete: Type.Boolean({
      description: 'false: ended early, because with so few digits a match means little',
    }),
    isSpecFixed: Type.Boolean({ description: 'Accepted before: only drift or counter may change' }),
    readAt: EpochMs,
  }),
});
/** Infers once more; the OTPs are used up by it, and the token's locks are lifted. */
export const adoptTokenClock = route({
  method: 'POST',
  path: '/api/v1/tokens/:serial/adopt',
  tag,
  summary: 'Synchronise a token with an inferred clock',
  params: SerialParams,
  body: Type.Object({
    otps: ConsecutiveOtps,
    candidate: Type.Optional(
      Type.Object(candidateName, { description: 'One of those inferred; may be left out when there is one' }),
    ),
    readAt: Type.Optional(
      Type.Integer({ description: 'As `infer` answered; at most an hour ago. Drift is counted from it' }),
    ),
  }),
  response: TokenDetail,
});

/** 批量同步. Each row has its own verdict, in the order given. */
export const syncTokenBatch = route({
  method: 'POST',
  path: '/api/v1/tokens/sync-batch',
  tag,
  summary: 'Synchronise up to 1,000 tokens, each with two consecutive OTPs, which are used up',
  body: Type.Object({
    rows: Type.Array(Type.Object({ serial: Serial, otp: Otp, nextOtp: Otp }), {
      minItems: 1,
      maxItems: MAX_SYNC_ROWS,
    }),
  }),
  response: Type.Object({
    results: Type.Array(
      Type.Object({
        serial: Serial,
        code: Nullable(
          Type.Integer({ description: '0: synchronised; null: not tried, the database was not available' }),
        ),
        message: Type.String(),
      }),
    ),
  }),
});

/** The fleet's clocks. */
export const readTokenDrift = route({
  method: 'GET',
  path: '/api/v1/token-drift',
  tag,
  summary: 'How far the clocks of the enabled time tokens are off; takes seconds at a million tokens',
  response: Type.Object({
    usedCount: Type.Integer({ description: 'Accepted once, so that their drift is known' }),
    neverUsedCount: Type.Integer(),
    meanSeconds: Type.Integer(),
    ranges: Type.Array(
      Type.Object({
        fromSeconds: Nullable(Type.Integer()),
        toSeconds: Nullable(Type.Integer()),
        count: Type.Integer(),
      }),
      { description: 'From behind to ahead, ends inclusive, null without end; empty ones are left out' },
    ),
  }),
});
