from collections import defaultdict
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import OUTLET_ROLES, Role
from outlets.access import access_of
from outlets.models.memberships import Membership
from outlets.models.network import Outlet


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: object) -> Self:
        """Headquarters see all; staff what is addressed to one of their posts, a manager what to the outlet's staff."""
        access = access_of(user)
        if access.network:
            return self
        return self._addressed_to(access.posts, managers_see_all=True).filter(withdrawn_at=None)

    def asked_of(self, user: object) -> Self:
        """Those in force that this person has to read."""
        return self._addressed_to(access_of(user).posts, managers_see_all=False).filter(withdrawn_at=None)

    def unread_by(self, user: User) -> Self:
        """Those to read whose newest version this person has not confirmed."""
        read = DocumentReading.objects.filter(version=OuterRef("current"), user=user.pk)
        return self.asked_of(user).filter(~Exists(read))

    def _addressed_to(self, posts: Iterable[tuple[Role, int]], *, managers_see_all: bool) -> Self:
        roles_at: dict[int, set[str]] = defaultdict(set)
        for role, outlet in posts:
            roles_at[outlet].add(str(role))
        audience = Document.outlets.through.objects.filter(document=OuterRef("pk"))
        mine = Q(pk__in=[])
        for outlet, roles in sorted(roles_at.items()):
            here = Q(everywhere=True) | Exists(audience.filter(outlet=outlet))
            whole = managers_see_all and Role.MANAGER in roles
            mine |= here if whole else here & (Q(roles=[]) | Q(roles__overlap=sorted(roles)))
        return self.filter(mine)


class Document(models.Model):
    """Something of the network's library that outlet staff must know: rules, prices, material, contacts."""

    class Kind(models.TextChoices):
        RULES = "rules", _("Network rules")
        PRICE_TABLE = "price_table", _("Price table")
        MATERIAL_TABLE = "material_table", _("Material table")
        CONTACT_LIST = "contact_list", _("Contact list")
        OTHER = "other", _("Other document")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    everywhere = models.BooleanField(_("for all outlets"), default=True)
    outlets = models.ManyToManyField(Outlet, blank=True, related_name="+", verbose_name=_("outlets"))
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name=_("roles"),
        help_text=_("Without a choice: for all roles."),
    )
    current = models.OneToOneField(
        "DocumentVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(roles__contained_by=[str(role) for role in sorted(OUTLET_ROLES)]),
                name="document_for_outlet_roles",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("outlets:document", args=[self.pk])

    def posts_asked(self) -> models.QuerySet[Membership]:
        """The posts whose holders have to read it."""
        posts = Membership.objects.filter(role__in=self.roles or [str(role) for role in OUTLET_ROLES])
        return posts if self.everywhere else posts.filter(outlet__in=self.outlets.values("pk"))

    def people_asked(self) -> models.QuerySet[User]:
        return User.objects.filter(pk__in=self.posts_asked().values("user"), is_active=True)


class DocumentVersion(models.Model):
    """What a document says from one publication to the next; never changed."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), blank=True)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    file = models.FileField(_("file"), upload_to="documents/", blank=True, max_length=120)
    file_name = models.CharField(max_length=120, blank=True, help_text="As it was called where it came from.")
    file_type = models.CharField(max_length=100, blank=True, help_text="Media type, found in its content.")
    file_bytes = models.PositiveIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            models.CheckConstraint(condition=~Q(text="", file=""), name="document_version_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"


class DocumentReading(models.Model):
    """Somebody's word to have read one version; a new version asks again."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="document_read_once")]
