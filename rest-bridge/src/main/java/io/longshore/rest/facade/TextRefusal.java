package io.longshore.rest.facade;

/** A request that the original refuses with a plain text and an HTTP status, before any API sees it. */
public final class TextRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String text;

    /** {@code status} is an HTTP status of 400 or more, {@code text} the whole body. */
    public TextRefusal(int status, String text) {
        super(text, null, false, false);
        this.status = status;
        this.text = text;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The whole body. */
    public String text() {
        return text;
    }
}
