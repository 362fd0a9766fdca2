// The components that every view may use; import them from here.
export { Icon } from './icon.js';
export { Button, IconButton } from './button.js';
export { Checkbox, DateField, DateInput, PasswordField, SearchField, Segmented, Select, Switch, TextArea, TextField, focusOnce } from './field.js';
export { Avatar, Badge, Count, Dot, Empty, Failure, Notice, Skeleton, Tag, hue, initials } from './bits.js';
export { Dialog, confirm } from './dialog.js';
export { Markdown } from './markdown.js';
export { Menu } from './menu.js';
export { Table } from './table.js';
export { toast, toastError } from './toast.js';
export { useAction, useForm, useLoad, useUnsaved } from './form.js';
export { useLook } from './look.js';
