import type { AgentConfigFile } from '@lingpai/contract';
import type { AgentWithKey } from '@lingpai/domain';

/** How long an application waits for one server, in ms; the SDK tries the next one then. */
const AGENT_TIMEOUT_MS = 5000;

/** The `.acf` an application is given. */
export function agentConfigFile(
  { agentId, key }: Pick<AgentWithKey, 'agentId' | 'key'>,
  servers: readonly string[],
): AgentConfigFile {
  return { version: 1, agentId, key, servers: [...servers], timeoutMs: AGENT_TIMEOUT_MS };
}
