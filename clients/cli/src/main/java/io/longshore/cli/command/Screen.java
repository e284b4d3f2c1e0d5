package io.longshore.cli.command;

/** What is known of the terminal, if there is one. */
public interface Screen {
    /** No terminal at all: pipes and files. */
    Screen NONE = new Screen() {
        @Override
        public boolean outIsTerminal() {
            return false;
        }

        @Override
        public boolean errIsTerminal() {
            return false;
        }

        @Override
        public int width() {
            return 80;
        }

        @Override
        public int height() {
            return 24;
        }

        @Override
        public boolean unicode() {
            return false;
        }
    };

    /** Whether standard output goes to a terminal. */
    boolean outIsTerminal();

    /** Whether standard error goes to a terminal that can draw a line anew. */
    boolean errIsTerminal();

    /** Its columns now; 80 where they are not known. */
    int width();

    /** Its lines now; 24 where they are not known. */
    int height();

    /** Whether it shows more than ASCII. */
    boolean unicode();
}
