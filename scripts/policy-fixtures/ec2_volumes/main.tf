# EC2-008 (encrypted_…)

resource "aws_ebs_volume" "encrypted_true" {
  availability_zone = "us-east-1a"
  size              = 1
  encrypted         = true
}

resource "aws_ebs_volume" "encrypted_false" {
  availability_zone = "us-east-1a"
  size              = 1
  encrypted         = false
}

resource "aws_ebs_volume" "encrypted_unset" {
  availability_zone = "us-east-1a"
  size              = 1
}

resource "aws_ebs_volume" "encrypted_unknown" {
  availability_zone = "us-east-1a"
  size              = 1
  encrypted         = terraform_data.later.output == "later"
}

module "encrypted_module" {
  source    = "./modules/volume"
  for_each  = { yes = true, no = false }
  encrypted = each.value
}

# EC2-009 (key_…)

resource "aws_ebs_volume" "key_own" {
  availability_zone = "us-east-1a"
  size              = 1
  encrypted         = true
  kms_key_id        = "arn:aws:kms:us-east-1:111111111111:key/1"
}

resource "aws_ebs_volume" "key_unset" {
  availability_zone = "us-east-1a"
  size              = 1
  encrypted         = true
}

resource "aws_ebs_volume" "key_plain" {
  availability_zone = "us-east-1a"
  size              = 1
  encrypted         = false
}

resource "aws_ebs_volume" "key_unknown" {
  availability_zone = "us-east-1a"
  size              = 1
  encrypted         = true
  kms_key_id        = terraform_data.later.output
}

# EC2-010 (device_…)

resource "aws_instance" "device_encrypted" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = true
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    encrypted   = true
  }
}

resource "aws_instance" "device_no_root" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_instance" "device_root" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_size = 8
  }
}

resource "aws_instance" "device_extra" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = true
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    encrypted   = false
  }
}

resource "aws_instance" "device_unknown" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = terraform_data.later.output == "later"
  }
}

# What is there already has known devices.
resource "aws_instance" "device_existing" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  monitoring    = true
}

# What a launch template says about devices is EC2-011's business.
resource "aws_launch_template" "device_template" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted = true
    }
  }
}

resource "aws_launch_template" "device_bare" {}

resource "aws_instance" "device_template" {
  instance_type = "t3.micro"
  launch_template {
    id = aws_launch_template.device_template.id
  }
}

resource "aws_instance" "device_template_bare" {
  instance_type = "t3.micro"
  launch_template {
    id = aws_launch_template.device_bare.id
  }
}

resource "aws_instance" "device_template_elsewhere" {
  instance_type = "t3.micro"
  launch_template {
    id = "lt-1"
  }
}

# EC2-011 (mapping_…)

resource "aws_launch_template" "mapping_encrypted" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted = true
    }
  }
  block_device_mappings {
    device_name  = "/dev/sdb"
    virtual_name = "ephemeral0"
  }
}

resource "aws_launch_template" "mapping_plain" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted = true
    }
  }
  block_device_mappings {
    device_name = "/dev/sdf"
    ebs {
      encrypted = false
    }
  }
}

resource "aws_launch_template" "mapping_unset" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 8
    }
  }
}

resource "aws_launch_template" "mapping_unknown" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      encrypted = terraform_data.later.output == "later"
    }
  }
}

resource "aws_launch_template" "mapping_none" {}

# EC2-012 (configuration_…)

resource "aws_launch_configuration" "configuration_encrypted" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = true
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    no_device   = true
  }
}

resource "aws_launch_configuration" "configuration_root" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_size = 8
  }
}

resource "aws_launch_configuration" "configuration_extra" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = true
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    encrypted   = false
  }
}

resource "aws_launch_configuration" "configuration_unknown" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = terraform_data.later.output == "later"
  }
}

resource "aws_launch_configuration" "configuration_none" {
  image_id      = "ami-1"
  instance_type = "t3.micro"
}

# EC2-033 (fleet_…)

resource "aws_spot_fleet_request" "fleet_encrypted" {
  iam_fleet_role  = "arn:aws:iam::111111111111:role/fleet"
  target_capacity = 1
  launch_specification {
    ami           = "ami-1"
    instance_type = "t3.micro"
    root_block_device {
      encrypted = true
    }
  }
}

resource "aws_spot_fleet_request" "fleet_root" {
  iam_fleet_role  = "arn:aws:iam::111111111111:role/fleet"
  target_capacity = 1
  launch_specification {
    ami           = "ami-1"
    instance_type = "t3.micro"
    root_block_device {
      volume_size = 8
    }
  }
}

resource "aws_spot_fleet_request" "fleet_extra" {
  iam_fleet_role  = "arn:aws:iam::111111111111:role/fleet"
  target_capacity = 1
  launch_specification {
    ami           = "ami-1"
    instance_type = "t3.micro"
    ebs_block_device {
      device_name = "/dev/sdf"
      encrypted   = false
    }
  }
}

resource "aws_spot_fleet_request" "fleet_unknown" {
  iam_fleet_role  = "arn:aws:iam::111111111111:role/fleet"
  target_capacity = 1
  launch_specification {
    ami           = "ami-1"
    instance_type = "t3.micro"
    root_block_device {
      encrypted = terraform_data.later.output == "later"
    }
  }
}

resource "aws_spot_fleet_request" "fleet_template" {
  iam_fleet_role  = "arn:aws:iam::111111111111:role/fleet"
  target_capacity = 1
  launch_template_config {
    launch_template_specification {
      id      = aws_launch_template.device_template.id
      version = "1"
    }
  }
}

# EC2-034 (type_…)

resource "aws_ebs_volume" "type_gp3" {
  availability_zone = "us-east-1a"
  size              = 1
  type              = "gp3"
}

resource "aws_ebs_volume" "type_gp2" {
  availability_zone = "us-east-1a"
  size              = 1
  type              = "gp2"
}

resource "aws_ebs_volume" "type_unset" {
  availability_zone = "us-east-1a"
  size              = 1
}

resource "aws_ebs_volume" "type_unknown" {
  availability_zone = "us-east-1a"
  size              = 1
  type              = terraform_data.later.output
}

resource "aws_instance" "type_of_image" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    encrypted = true
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    volume_type = "io2"
  }
}

resource "aws_instance" "type_root" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_type = "standard"
  }
}

resource "aws_instance" "type_extra" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  ebs_block_device {
    device_name = "/dev/sdf"
  }
}

resource "aws_launch_template" "type_gp2" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_type = "gp2"
    }
  }
}

resource "aws_launch_template" "type_gp3" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_type = "gp3"
    }
  }
}
