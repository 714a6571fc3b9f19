locals {
  names = { for key, instance in var.instances : key => coalesce(instance.instance_name, key) }

  # What JSON documents leave to the deployment. IAM's own variables have a colon and stay: ${aws:username}.
  texts = { for name in toset(compact([for instance in var.instances : instance.permissions_policy_file])) : name => file("${path.root}/${name}") }
  documents = {
    for name, text in local.texts : name => replace(replace(replace(text,
      "$${account_id}", var.account_id),
      "$${region}", var.region),
    "$${vpc_endpoint_id}", strcontains(text, "$${vpc_endpoint_id}") ? var.vpc_endpoint_id : "")
  }

  own_policies = { for key, instance in var.instances : key => instance if instance.permissions_policy_file != null }

  volumes = merge([for key, instance in var.instances : { for name, volume in instance.volumes : "${key}/${name}" => merge(volume, { instance = key, name = name }) }]...)
}

data "aws_default_tags" "this" {
  count = length(var.instances) > 0 ? 1 : 0
}

resource "aws_instance" "this" {
  for_each = var.instances

  ami                         = each.value.ami_id
  instance_type               = each.value.instance_type
  subnet_id                   = each.value.subnet_id
  vpc_security_group_ids      = each.value.security_group_ids
  iam_instance_profile        = aws_iam_instance_profile.this[each.key].name
  associate_public_ip_address = false
  disable_api_termination     = each.value.termination_protection
  ebs_optimized               = true
  monitoring                  = each.value.detailed_monitoring
  user_data                   = each.value.cloud_init_file == null ? null : "#cloud-config\n${file("${path.root}/${each.value.cloud_init_file}")}"
  user_data_replace_on_change = true
  tags                        = merge(each.value.tags, { Name = local.names[each.key] })

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = each.value.metadata_hops
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = each.value.root_volume_gib
    encrypted   = true
    kms_key_id  = each.value.kms_key_arn

    # The provider's default tags reach an instance, but not its root volume.
    tags = merge(one(data.aws_default_tags.this[*].tags), each.value.tags, { Name = "${local.names[each.key]}-root" })
  }
}

resource "aws_ebs_volume" "this" {
  for_each = local.volumes

  availability_zone = aws_instance.this[each.value.instance].availability_zone
  type              = "gp3"
  size              = each.value.size_gib
  encrypted         = true
  kms_key_id        = var.instances[each.value.instance].kms_key_arn
  final_snapshot    = true
  tags              = merge(var.instances[each.value.instance].tags, { Name = "${local.names[each.value.instance]}-${each.value.name}" })
}

resource "aws_volume_attachment" "this" {
  for_each = local.volumes

  device_name = each.value.device
  volume_id   = aws_ebs_volume.this[each.key].id
  instance_id = aws_instance.this[each.value.instance].id
}

# ── What the instance may do ──────────────────────────────────────────────────

resource "aws_iam_role" "this" {
  for_each = var.instances

  name                 = local.names[each.key]
  description          = "The instance ${local.names[each.key]}"
  permissions_boundary = each.value.permissions_boundary_arn
  tags                 = each.value.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Instance"
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_instance_profile" "this" {
  for_each = var.instances

  name = local.names[each.key]
  role = aws_iam_role.this[each.key].name
  tags = each.value.tags
}

resource "aws_iam_role_policy_attachment" "session_manager" {
  for_each = var.instances

  role       = aws_iam_role.this[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_policy" "own" {
  for_each = local.own_policies

  name        = local.names[each.key]
  description = "Permissions of the instance ${local.names[each.key]}"
  policy      = local.documents[each.value.permissions_policy_file]
  tags        = each.value.tags
}

resource "aws_iam_role_policy_attachment" "own" {
  for_each = local.own_policies

  role       = aws_iam_role.this[each.key].name
  policy_arn = aws_iam_policy.own[each.key].arn
}
