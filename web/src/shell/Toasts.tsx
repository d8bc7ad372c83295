import { Toast } from "@base-ui/react/toast";

import { IconButton } from "~/ui/Button";

import style from "./Toasts.module.css";

const toasts = Toast.createToastManager();

/** Says in passing that something was done. What failed is said where it failed, and stays there. */
export function say(title: string, description?: string): void {
  toasts.add({ title, ...(description ? { description } : {}), timeout: 6000 });
}

/** Where they appear. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={toasts}>
      <Toast.Portal>
        <Toast.Viewport className={style.view}>
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Shown() {
  const { toasts: shown, close } = Toast.useToastManager();
  return shown.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={style.toast}>
      <div>
        <Toast.Title render={<strong />} />
        <Toast.Description render={<div />} className={style.about} />
      </div>
      <IconButton icon="close" label="Dismiss" onClick={() => close(toast.id)} />
    </Toast.Root>
  ));
}
