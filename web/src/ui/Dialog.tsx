import { Dialog as Base } from "@base-ui/react/dialog";
import { useRef, type ReactNode, type RefObject } from "react";

import { IconButton } from "./Button";
import style from "./Dialog.module.css";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  about?: ReactNode;
  children: ReactNode;
  /** Its buttons, the main one last. */
  feet?: ReactNode;
};

const FIELDS = "input:checked,input:not([type=radio]),select,textarea";

/** Where typing goes at first: to the first field, not to the button that closes. */
function useFirst(): [RefObject<HTMLDivElement | null>, () => HTMLElement | null] {
  const popup = useRef<HTMLDivElement>(null);
  return [popup, () => popup.current?.querySelector<HTMLElement>(FIELDS) ?? popup.current];
}

function Head({ title, about, onClose }: Pick<Props, "title" | "about" | "onClose">) {
  return (
    <div className={style.head}>
      <div>
        <Base.Title render={<h2 />}>{title}</Base.Title>
        {about && (
          <Base.Description render={<div />} className={style.about}>
            {about}
          </Base.Description>
        )}
      </div>
      <IconButton icon="close" label="Close" onClick={onClose} />
    </div>
  );
}

/** Asks for one thing in the middle of the page. */
export function Dialog({
  open,
  onClose,
  title,
  about,
  children,
  feet,
  wide = false,
}: Props & { wide?: boolean }) {
  const [popup, first] = useFirst();
  return (
    <Base.Root open={open} onOpenChange={(now) => now || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={style.back} />
        <Base.Popup
          ref={popup}
          initialFocus={first}
          className={`${style.dialog} ${wide ? style.wide : ""}`}
        >
          <Head title={title} about={about} onClose={onClose} />
          {children}
          {feet && <div className={style.feet}>{feet}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** A form at the right edge, with the page still in sight. */
export function SidePanel({ open, onClose, title, about, children, feet }: Props) {
  const [popup, first] = useFirst();
  return (
    <Base.Root open={open} onOpenChange={(now) => now || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={style.back} />
        <Base.Popup ref={popup} initialFocus={first} className={style.panel}>
          <Head title={title} about={about} onClose={onClose} />
          <div className={style.body}>{children}</div>
          {feet && <div className={style.feet}>{feet}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
