import { DownloadOutlined } from '@ant-design/icons';
import { agentPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Alert, Button, Modal } from 'antd';
import { CopyButton } from '../parts/copy-button.tsx';
import { saveFile } from '../parts/save-file.ts';
import type { AgentWithFile } from './agents-page.tsx';

const INSTALL = 'npm install @lingpai/agent';
const SAMPLE = `import { OTPAgent } from '@lingpai/agent';

const agent = new OTPAgent();
await agent.setConfig('/etc/lingpai/agent.acf');

// password: what the user typed, e.g. the OTP
const code = await agent.auth(userId, password);
if (code === 0) signIn(userId);
else if (code === 13) askToSynchronise();
else refuse(code);
`;

/** The .acf of a new agent or key: shown once, to be downloaded at once. */
export function AcfResult({ created, onClose }: { created: AgentWithFile | undefined; onClose: () => void }) {
  const t = usePhrases(agentPhrases);
  const text = created === undefined ? '' : `${JSON.stringify(created.file, null, 2)}\n`;
  return (
    <Modal
      open={created !== undefined}
      title={created && t('acf.title', { name: created.agent.name })}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      width={680}
      destroyOnHidden
      footer={
        <Button onClick={onClose} data-testid="acf-close">
          {t('acf.downloaded')}
        </Button>
      }
    >
      <div className="lp-stack" data-testid="acf-result">
        <Alert type="warning" showIcon title={t('acf.once')} description={t('acf.keep')} />
        <div>
          <Button
            type="primary"
            size="large"
            icon={<DownloadOutlined />}
            onClick={() => saveFile('agent.acf', text, 'application/json')}
            data-testid="acf-download"
          >
            {t('acf.download')}
          </Button>
        </div>
        <details>
          <summary>{t('acf.show')}</summary>
          <CodeBlock text={text} testId="acf-text" label={t('acf.show')} />
        </details>
        <strong>{t('acf.sample')}</strong>
        <CodeBlock text={INSTALL} label={t('acf.sample-install')} />
        <CodeBlock text={SAMPLE} label={t('acf.sample')} />
        <p className="lp-muted">{t('acf.sample-note')}</p>
      </div>
    </Modal>
  );
}

function CodeBlock({ text, label, testId }: { text: string; label: string; testId?: string }) {
  return (
    <div className="lp-code-block">
      <CopyButton text={text} />
      <pre data-testid={testId} tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  );
}
