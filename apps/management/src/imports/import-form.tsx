import { InboxOutlined } from '@ant-design/icons';
import type { Import } from '@lingpai/contract';
import { importPhrases, shellPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Alert, Button, Checkbox, Form, Input, Radio, Select, Upload } from 'antd';
import { useEffect, useState } from 'react';
import { OrganizationSelect, useOrganizations } from '../parts/organization-select.tsx';
import { Panel } from '../parts/page.tsx';
import { saveFile } from '../parts/save-file.ts';
import { CSV_TEMPLATE, ENCODINGS, FILE_FORMATS, type ImportValues } from './import-options.ts';

interface ImportFormProps {
  readonly initial: ImportValues | undefined;
  /** kept by the page, so that a failed check does not lose it */
  readonly file: File | undefined;
  readonly onFile: (file: File | undefined) => void;
  /** why the last try failed */
  readonly problem: Import['problem'];
  readonly isSecretNeeded: boolean;
  readonly onCheck: (values: ImportValues, file: File) => Promise<void>;
}

const DEFAULTS = { enable: true, isEncrypted: false, format: '', encoding: '' };

export function ImportForm({ initial, file, onFile, problem, isSecretNeeded, onCheck }: ImportFormProps) {
  const t = usePhrases(importPhrases);
  const [form] = Form.useForm<ImportValues>();
  const { data: organizations } = useOrganizations();
  const [isFileMissing, setFileMissing] = useState(false);
  const onlyOne = organizations?.length === 1 ? organizations[0]?.id : undefined;
  useEffect(() => {
    if (onlyOne !== undefined && form.getFieldValue('organizationId') === undefined) {
      form.setFieldsValue({ organizationId: onlyOne });
    }
  }, [onlyOne, form]);
  useEffect(() => {
    if (isSecretNeeded) form.setFieldsValue({ isEncrypted: true });
  }, [isSecretNeeded, form]);
  const choose = (chosen: File | undefined) => {
    onFile(chosen);
    setFileMissing(false);
  };
  return (
    <div className="lp-narrow lp-stack">
      <ImportProblem problem={problem} isSecretNeeded={isSecretNeeded} />
      <Panel>
        <Form
          form={form}
          layout="vertical"
          initialValues={{ ...DEFAULTS, ...initial }}
          onFinish={(values) => (file === undefined ? setFileMissing(true) : void onCheck(values, file))}
          onFinishFailed={() => setFileMissing(file === undefined)}
          data-testid="import-form"
        >
          <ImportTarget />
          <FileField file={file} isMissing={isFileMissing} onChoose={choose} />
          <ImportFileKind />
          <SecretFields />
          <Form.Item name="enable" label={t('import.enable')}>
            <Radio.Group
              options={[
                { value: true, label: t('import.enable-yes') },
                { value: false, label: t('import.enable-no') },
              ]}
            />
          </Form.Item>
          <Button type="primary" size="large" htmlType="submit" data-testid="import-check">
            {t('import.check')}
          </Button>
        </Form>
      </Panel>
    </div>
  );
}

function ImportTarget() {
  const t = usePhrases(importPhrases);
  const shell = usePhrases(shellPhrases);
  const name = shell('word.organization');
  return (
    <Form.Item
      name="organizationId"
      label={name}
      extra={t('import.organization-help')}
      rules={[{ required: true, message: shell('form.required', { name }) }]}
    >
      <OrganizationSelect />
    </Form.Item>
  );
}

interface FileFieldProps {
  readonly file: File | undefined;
  readonly isMissing: boolean;
  readonly onChoose: (file: File | undefined) => void;
}

function FileField({ file, isMissing, onChoose }: FileFieldProps) {
  const t = usePhrases(importPhrases);
  const shell = usePhrases(shellPhrases);
  return (
    <Form.Item
      label={t('import.file')}
      {...(isMissing && {
        validateStatus: 'error' as const,
        help: shell('form.required', { name: t('import.file') }),
      })}
      extra={
        <Button
          type="link"
          size="small"
          style={{ padding: 0 }}
          onClick={() => saveFile('lingpai-tokens.csv', CSV_TEMPLATE, 'text/csv;charset=utf-8')}
          data-testid="import-template"
        >
          {t('import.template')}
        </Button>
      }
    >
      <Upload.Dragger
        multiple={false}
        maxCount={1}
        showUploadList={false}
        beforeUpload={(chosen) => {
          onChoose(chosen);
          return false;
        }}
        aria-label={t('import.drop')}
        data-testid="import-file"
      >
        {file === undefined ? (
          <>
            <p style={{ fontSize: 30 }} className="lp-muted" aria-hidden>
              <InboxOutlined />
            </p>
            <p>{t('import.drop')}</p>
            <p className="lp-muted lp-small">{t('import.drop-help')}</p>
          </>
        ) : (
          <>
            <strong className="lp-break">{file.name}</strong>
            <p className="lp-muted lp-number">{formatBytes(file.size)}</p>
            <p className="lp-muted lp-small">{t('import.file-change')}</p>
          </>
        )}
      </Upload.Dragger>
    </Form.Item>
  );
}

function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} B`;
  if (sizeBytes < 1024 * 1024) return `${(sizeBytes / 1024).toFixed(1)} KiB`;
  return `${(sizeBytes / 1024 / 1024).toFixed(1)} MiB`;
}

function ImportFileKind() {
  const t = usePhrases(importPhrases);
  return (
    <div className="lp-form-columns">
      <Form.Item name="format" label={t('import.format')}>
        <Select
          options={[{ value: '', label: t('import.format-auto') }, ...FILE_FORMATS]}
          data-testid="import-format"
        />
      </Form.Item>
      <Form.Item name="encoding" label={t('import.encoding')}>
        <Select
          options={[
            { value: '', label: t('import.encoding-auto') },
            ...ENCODINGS.map((value) => ({ value, label: t(`import.encoding-${value}`) })),
          ]}
        />
      </Form.Item>
    </div>
  );
}

/** Asked for when the reader knows the file is encrypted, or the server found out. */
function SecretFields() {
  const t = usePhrases(importPhrases);
  const isEncrypted = Form.useWatch<boolean | undefined>('isEncrypted') ?? false;
  return (
    <>
      <Form.Item name="isEncrypted" valuePropName="checked">
        <Checkbox data-testid="import-encrypted">{t('import.encrypted')}</Checkbox>
      </Form.Item>
      {isEncrypted ? (
        <>
          <Form.Item
            name="key"
            label={t('import.key')}
            extra={t('import.key-help')}
            rules={[
              {
                pattern: /^(?:(?:[0-9a-f][\s:]*){32}|(?:[0-9a-f][\s:]*){48}|(?:[0-9a-f][\s:]*){64})?$/i,
                message: t('import.key-wrong'),
              },
            ]}
          >
            <Input.Password autoComplete="off" maxLength={128} spellCheck={false} data-testid="import-key" />
          </Form.Item>
          <Form.Item name="password" label={t('import.password')}>
            <Input.Password autoComplete="off" maxLength={256} data-testid="import-password" />
          </Form.Item>
        </>
      ) : null}
    </>
  );
}

function ImportProblem({ problem, isSecretNeeded }: { problem: Import['problem']; isSecretNeeded: boolean }) {
  const t = usePhrases(importPhrases);
  if (problem === null) return null;
  const { line, column, message } = problem;
  const place = sayPlace(line, column, t);
  return (
    <Alert
      type={isSecretNeeded ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={t('import.failed')}
      data-testid="import-problem"
      description={
        <div className="lp-stack-small">
          <span>
            {place === '' || message.includes(place) ? null : <strong>{place} · </strong>}
            {message}
          </span>
          <span>{isSecretNeeded ? t('import.secret-needed') : t('import.failed-nothing')}</span>
        </div>
      }
    />
  );
}

type Say = ReturnType<typeof usePhrases<typeof importPhrases>>;

function sayPlace(line: number | null, column: number | null, t: Say): string {
  if (line === null) return '';
  return column === null ? t('import.failed-at', { line }) : t('import.failed-at-column', { line, column });
}
