import { useQuery } from '@tanstack/react-query';
import { Select, Spin } from 'antd';
import { useEffect, useState } from 'react';

const DEBOUNCE_MS = 250;

interface RemoteSelectProps {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  /** tells searches of different kinds apart */
  readonly searchKey: readonly unknown[];
  readonly search: (text: string, signal: AbortSignal) => Promise<{ value: string; label: string }[]>;
  readonly placeholder: string;
  readonly emptyText: string;
}

/** A choice among many, found on the server while typing. */
export function RemoteSelect(props: RemoteSelectProps) {
  const { id, value, onChange, searchKey, search, placeholder, emptyText } = props;
  const [text, setText] = useState('');
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, isFetching, error } = useQuery({
    queryKey: ['remote-select', ...searchKey, settled],
    queryFn: ({ signal }) => search(settled, signal),
  });
  return (
    <Select
      {...(id !== undefined && { id })}
      {...(value !== undefined && { value })}
      showSearch={{ filterOption: false, onSearch: setText, searchValue: text }}
      placeholder={placeholder}
      aria-label={placeholder}
      options={data ?? []}
      notFoundContent={isFetching ? <Spin size="small" /> : (error?.message ?? emptyText)}
      onChange={(next: string) => {
        setText('');
        onChange?.(next);
      }}
      data-testid="remote-select"
    />
  );
}
