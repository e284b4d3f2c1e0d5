// Connect's declarations name the DOM's type, which Node has no name for.
type HeadersInit = ConstructorParameters<typeof Headers>[0];
